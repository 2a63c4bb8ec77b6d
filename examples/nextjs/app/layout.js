import Link from 'next/link';
import { Charts } from './charts.js';
import './page.css';

export default function Layout({ children }) {
  return (
    <html lang="en">
      <head>
        <link
          rel="stylesheet"
          href="https://cdn.jsdelivr.net/npm/@vibedasher/embed@0.1.0/cdn/vibedasher.css"
        />
      </head>
      <body>
        <Charts />
        <nav>
          <Link href="/">Article</Link> <Link href="/dashboard">Dashboard</Link>{' '}
          <Link href="/query">Query</Link>
        </nav>
        <main>{children}</main>
      </body>
    </html>
  );
}
