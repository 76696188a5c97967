import { useEffect, useState } from 'react';

/** The value as it was once it had rested for `wait` milliseconds. */
export function useDebounced<T>(value: T, wait = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const id = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(id);
  }, [value, wait]);
  return settled;
}
