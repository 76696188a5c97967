const ID = 'layers';

/** Where menus open: a named region of the page, so that they are found by landmarks too. */
export const layersProps = { id: ID, role: 'region', 'aria-label': 'Menus' } as const;
export const layers = (): HTMLElement | undefined => document.getElementById(ID) ?? undefined;
