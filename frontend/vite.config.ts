import tailwindcss from '@tailwindcss/vite';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const backend = process.env.PANEL_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [
    tanstackRouter({ target: 'react', autoCodeSplitting: true, quoteStyle: 'single' }),
    react(),
    tailwindcss(),
  ],
  resolve: { alias: { '#': new URL('./src', import.meta.url).pathname } },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0, // a data: font or svg would break font-src/img-src 'self'
    rollupOptions: { input: { app: 'index.html', public: 'src/public-site.ts' } },
  },
  server: {
    proxy: {
      '/api': backend,
      '/__bot-proxy': backend,
      '/auth/discord': backend,
      '/auth/logout': backend,
      '/img': backend,
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
});
