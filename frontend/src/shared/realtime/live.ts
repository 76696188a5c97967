import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import type { Frame, FrameType, FrameData } from './frames';
import { openLive, type LiveStatus } from './socket';

export const useLiveStatus = create<{ status: LiveStatus }>(() => ({ status: 'connecting' }));

type Listener = (frame: Frame) => void;
const listeners = new Set<Listener>();

/** Opens the tenant's live stream while mounted; the shell does this once. */
export function useLiveConnection(tenant: string): void {
  useEffect(
    () =>
      openLive(tenant, {
        frame: (frame) => {
          for (const listener of listeners) listener(frame);
        },
        status: (status) => useLiveStatus.setState({ status }),
      }),
    [tenant],
  );
}

/** Calls `handler` with each frame that arrives while mounted. */
export function useFrames(handler: Listener): void {
  const ref = useRef(handler);
  useEffect(() => {
    ref.current = handler;
  });
  useEffect(() => {
    const listener: Listener = (frame) => ref.current(frame);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
}

/** Calls `handler` with the data of frames of one type. */
export function useFrame<T extends FrameType>(type: T, handler: (data: FrameData[T]) => void): void {
  useFrames((frame) => {
    if (frame.type === type) handler(frame.data as FrameData[T]);
  });
}
