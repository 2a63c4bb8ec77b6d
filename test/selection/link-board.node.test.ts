import { describe, it } from 'node:test';
import { expect } from 'chai';
import { boardFor, type BoardMember, type LinkedValues } from '../../src/selection/link-board.ts';

interface Member extends BoardMember {
  updates: number;
  choice: LinkedValues | null;
}

const memberOf = (choice: LinkedValues | null = null): Member => {
  const member: Member = { choice, updates: 0, update: () => (member.updates += 1) };
  return member;
};

let id = 1000;

describe('LinkBoard', () => {
  it('exists once per dashboard and once for all charts outside dashboards', () => {
    const [one, other, none] = [boardFor((id += 1)), boardFor((id += 1)), boardFor(undefined)];
    expect([
      one === boardFor(id - 1),
      one === other,
      none === boardFor(undefined),
      none === one,
    ]).to.deep.equal([true, false, true, false]);
  });

  it('prefers highlights to values of parameters and matches fields case-insensitively', () => {
    const board = boardFor((id += 1));
    const region = { field: 'Region', values: ['EU'] };
    for (const choice of [null, { field: 'region', values: [] }, region, { field: 'year', values: [2024] }]) {
      board.add(memberOf(choice));
    }
    expect(['region', 'YEAR', 'shop'].map((field) => board.highlightedValues(field))).to.deep.equal([
      ['EU'],
      [2024],
      [],
    ]);
    board.highlight = { field: 'REGION', values: ['US', 'ASIA'] };
    expect(board.highlightedValues('region')).to.deep.equal(['US', 'ASIA']);
    board.highlight = null;
    expect(board.highlightedValues('region')).to.deep.equal(['EU']);
  });

  it('notifies all members about a highlight and the other members about changes', () => {
    const board = boardFor((id += 1));
    const members = [memberOf(), memberOf(), memberOf()] as const;
    const [, two, three] = members;
    for (const member of members) board.add(member);
    const updateCounts = (): string => members.map(({ updates }) => updates).join(' ');
    expect(updateCounts()).to.equal('0 0 0');
    board.highlight = { field: 'region', values: ['EU'] };
    expect(updateCounts()).to.equal('1 1 1');
    board.notify(two);
    expect(updateCounts()).to.equal('2 1 2');
    board.remove(three);
    expect(updateCounts()).to.equal('3 2 2');
    board.notify(null);
    expect(updateCounts()).to.equal('4 3 2');
  });

  it('discards the highlight when the last member is removed', () => {
    const board = boardFor((id += 1));
    const [one, two] = [memberOf(), memberOf()];
    board.add(one);
    board.add(two);
    board.highlight = { field: 'region', values: ['EU'] };
    board.remove(one);
    expect(boardFor(id).highlightedValues('region')).to.deep.equal(['EU']);
    board.remove(two);
    expect(boardFor(id).highlightedValues('region')).to.deep.equal([]);
  });
});
