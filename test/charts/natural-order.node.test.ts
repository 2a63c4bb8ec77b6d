import { describe, it } from 'node:test';
import { expect } from 'chai';
import { makeField } from '../../src/charts/columns.ts';
import { naturalOrder } from '../../src/charts/natural-order.ts';

const text = (...values: readonly string[]) => makeField('a', 'A', 'text', values);

describe('naturalOrder', () => {
  it('sorts months, weekdays and numbers in names', () => {
    for (const names of ['Mon Tue Wed', 'January february March', '<10 10–99 100+', 'Q1 Q3', '-2 $5'])
      expect(naturalOrder(text(...names.split(' ').reverse()))?.join(' ')).to.equal(names);
  });

  it('reads the digits and ordinals of other scripts', () => {
    for (const [first, second] of [
      ['٢–٩', '١٠–١٩'],
      ['۲', '۱۰'],
      ['２歳', '１０歳'],
      ['第2区', '第10区'],
      ['3月', '12月'],
      ['500–999', '1,000–1,999'],
      ['−5 °C', '5 °C'],
    ] as const)
      expect(naturalOrder(text(second, first)), first).to.deep.equal([first, second]);
  });

  it('treats words of all scripts alike', () => {
    for (const word of ['Zone', 'Größe', 'Ära', 'Зона', 'المنطقة', '地区'])
      expect(naturalOrder(text(`${word} 10`, `${word} 2`)), word).to.equal(null);
    expect(naturalOrder(text('É1', 'É2'))).to.equal(null);
  });

  it('sorts months and weekdays in the language of the page', () => {
    for (const [language, ...names] of [
      ['de', 'Januar', 'Februar', 'März', 'Mai', 'Oktober'],
      ['de-AT', 'Mo.', 'Di', 'Mi', 'Donnerstag', 'So'],
      ['de', 'Jan', 'Feb', 'Mär', 'Dez'],
      ['fr', 'janvier', 'févr.', 'juin', 'juillet', 'août'],
      ['es', 'lunes', 'martes', 'miércoles', 'domingo'],
      ['it', 'gennaio', 'luglio', 'agosto'],
      ['pt', 'segunda-feira', 'sábado'],
      ['pl', 'styczeń', 'luty', 'maj'],
      ['nl', 'maandag', 'dinsdag', 'zo'],
      ['ja', '月曜日', '火', '日曜日'],
      ['zh', '星期一', '周二', '周日'],
      ['ar', 'الاثنين', 'الثلاثاء', 'الأحد'],
      ['de', 'January', 'March', 'May'],
    ] as const)
      expect(naturalOrder(text(...[...names].reverse()), language), names[0]).to.deep.equal(names);
    expect(naturalOrder(text('Paris', 'Mai'), 'fr')).to.equal(null);
    expect(naturalOrder(text('juin', 'jui'), 'fr')).to.equal(null);
  });

  it('sorts periods as text by year first', () => {
    for (const [language, ...names] of [
      ['en', 'Q3 2023', 'Q1 2024', 'Q2 2024'],
      ['en', 'Nov 2023', 'January 2024', 'Feb 2024'],
      ['de', 'Dezember 2023', 'Januar 2024', 'März 2024'],
      ['de', '31.12.2023', '01.01.2024', '01.02.2024', '2.2.2024'],
      ['de', '4. Quartal 2023', '1. Quartal 2024'],
      ['de', 'KW 52/2023', 'KW 1/2024'],
      ['fr', 'déc. 2023', 'janv. 2024'],
      ['fr', '2e trimestre 2024', '1er trimestre 2025'],
      ['en', 'Quarter 4 2023', 'Quarter 1 2024'],
      ['en', 'Week 52 2023', 'Week 2 2024'],
      ['zh', '2023年12月', '2024年1月', '2024年10月'],
      ['en', '12/2023', '01/2024'],
      ['en', '2023-W50', '2024-W2', '2024-W10'],
      ['en', '2019/20', '2020/21'],
      ['en', '2000-2009', '2010-2019'],
      ['de', '1–9', '10–49', '250–999', '1.000 und mehr'],
      ['de', 'unter 500', '500 bis 999', '1.000 bis 1.999', '10.000 bis 1.000.000'],
      ['fr', '500 à 999', '1 000 à 1 999', '10\u202f000 et plus'],
      ['de-CH', '500–999', '1’000–1’999'],
      ['en', '1.125 in', '2.5 in'],
      ['en', '2024Q1', '2024Q2', '2024Q3'],
      ['en', '09:00', '09:30', '10:00'],
    ] as const)
      expect(naturalOrder(text(...[...names].reverse()), language), names[0]).to.deep.equal(names);
  });

  it('sorts open ranges next to their limit', () => {
    for (const names of [
      ['under 18', '18 to 29', '65 and older'],
      ['unter 18 Jahre', '18 bis 29', 'ab 65'],
      ['bis unter €500', '€500 bis 999', 'über €1,000'],
      ['moins de 20 ans', '20–39 ans', 'plus de 60 ans'],
      ['< 1', '1–4', '5+'],
      ['up to 0', '1', '2'],
    ])
      expect(naturalOrder(text(...[...names].reverse())), names[0]).to.deep.equal(names);
    expect(naturalOrder(text('under 18', 'all'))).to.equal(null);
    expect(naturalOrder(text('Above', 'Below'))).to.equal(null);
  });

  it('returns null for other names', () => {
    for (const names of ['Mon Paris', 'North South', 'Jane Fed', '12/31/2023 01/15/2024'])
      expect(naturalOrder(text(...names.split(' '))), names).to.equal(null);
  });
});
