import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import type { VibedasherLoadEvent, VibedasherSelectEvent } from '@vibedasher/embed';

@Component({
  selector: 'sales-app',
  // Allows custom elements in the template.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>Sales</h1>
    <label>
      Year
      <select #choice (change)="year.set(+choice.value)">
        <option>2024</option>
        <option>2023</option>
      </select>
    </label>
    <button (click)="likes.set(likes() + 1)">Likes: {{ likes() }}</button>
    <vibedasher-dashboard account="acme" slug="weekly-sales" columns="2" [params]="{ year: year() }">
      <vibedasher-viz
        chart="by-region"
        select-to="region"
        (vibedasher-load)="loaded($event)"
        (vibedasher-select)="selected($event)"
      ></vibedasher-viz>
      <vibedasher-viz [sql]="sql" [spec]="spec" caption="none"></vibedasher-viz>
    </vibedasher-dashboard>
    <output>{{ news() }}</output>
  `,
})
export class App {
  readonly year = signal(2024);
  readonly likes = signal(0);
  readonly news = signal('');
  readonly sql = 'SELECT shop, SUM(amount) AS amount FROM sales WHERE year = {{year}} GROUP BY shop';
  readonly spec = {
    mark: 'bar',
    encoding: {
      y: { field: 'shop', type: 'nominal', sort: '-x', title: null },
      x: { field: 'amount', type: 'quantitative', title: 'Sales' },
    },
  };

  loaded({ timings }: VibedasherLoadEvent): void {
    this.news.set(`Drawn in ${Math.round(timings.total)} ms`);
  }

  selected({ value }: VibedasherSelectEvent): void {
    this.news.set(`Selected: ${JSON.stringify(value)}`);
  }
}
