import { render } from 'preact';
import { App } from './app.tsx';
import './styles/base.css';
import './styles/parts.css';
import './styles/dialog.css';

const place = document.querySelector('#app');
if (place !== null) render(<App />, place);
