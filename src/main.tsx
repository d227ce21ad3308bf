/** Mounts the app. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLayout } from './state/layout.ts';
import { startSolving } from './state/results.ts';
import { App } from './ui/app/App.tsx';
import { startAutosave } from './ui/app/autosave.ts';
import './ui/styles/tokens.css';

startSolving();
startLayout();
startAutosave();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
