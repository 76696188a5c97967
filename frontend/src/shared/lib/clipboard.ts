import { toasts } from '#/shared/ui/toast';

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.add({ title: `${what} copied` });
  } catch {
    toasts.add({ title: `The browser did not allow copying`, description: text, type: 'error' });
  }
}
