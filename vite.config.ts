import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { earlyEngine } from './scripts/vite/early-engine.ts';
import { scenarios } from './scripts/vite/scenarios.ts';

export default defineConfig({
  // Relative, so that the built site may lie in any folder of any static host.
  base: './',
  plugins: [react(), scenarios(), earlyEngine()],
  json: { stringify: true, namedExports: false },
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
});
