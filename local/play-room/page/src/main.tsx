import { render } from 'preact';
import { App } from './app.tsx';
import './styles/base.css';
import './styles/layout.css';
import './styles/phone.css';
import './styles/board.css';

const place = document.querySelector('#app');
if (place !== null) render(<App />, place);
