import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Providers } from '#/app/providers';
import { applyStoredTheme } from '#/shared/lib/theme';
import '#/styles/app.css';

applyStoredTheme();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  );
