import { expect } from 'chai';
import { boardOf, type BoardMember, type Highlight } from '../../src/selection/link-board.ts';

interface Member extends BoardMember {
  updates: number;
  choice: Highlight | null;
}

const memberOf = (choice: Highlight | null = null): Member => {
  const member: Member = { choice, updates: 0, update: () => (member.updates += 1) };
  return member;
};

let id = 1000;

describe('the board of linked charts', () => {
  it('is one for each dashboard, and one for all charts outside of any', () => {
    const [one, other, none] = [boardOf((id += 1)), boardOf((id += 1)), boardOf(undefined)];
    expect([one === boardOf(id - 1), one === other, none === boardOf(undefined), none === one]).to.deep.equal(
      [true, false, true, false],
    );
  });

  it('has what was chosen without a parameter before what parameters hold, by names of any case', () => {
    const board = boardOf((id += 1));
    const region = { field: 'Region', values: ['EU'] };
    for (const choice of [null, { field: 'region', values: [] }, region, { field: 'year', values: [2024] }]) {
      board.join(memberOf(choice));
    }
    expect(['region', 'YEAR', 'shop'].map((field) => board.valuesOf(field))).to.deep.equal([
      ['EU'],
      [2024],
      [],
    ]);
    board.own = { field: 'REGION', values: ['US', 'ASIA'] };
    expect(board.valuesOf('region')).to.deep.equal(['US', 'ASIA']);
    board.own = null;
    expect(board.valuesOf('region')).to.deep.equal(['EU']);
  });

  it('tells all of a highlight, all but the one who tells, and those who stay of one who leaves', () => {
    const board = boardOf((id += 1));
    const members = [memberOf(), memberOf(), memberOf()] as const;
    const [, two, three] = members;
    for (const member of members) board.join(member);
    const told = (): string => members.map(({ updates }) => updates).join(' ');
    expect(told()).to.equal('0 0 0');
    board.own = { field: 'region', values: ['EU'] };
    expect(told()).to.equal('1 1 1');
    board.tell(two);
    expect(told()).to.equal('2 1 2');
    board.leave(three);
    expect(told()).to.equal('3 2 2');
    board.tell(null);
    expect(told()).to.equal('4 3 2');
  });

  it('forgets what is highlighted with the last chart', () => {
    const board = boardOf((id += 1));
    const [one, two] = [memberOf(), memberOf()];
    board.join(one);
    board.join(two);
    board.own = { field: 'region', values: ['EU'] };
    board.leave(one);
    expect(boardOf(id).valuesOf('region')).to.deep.equal(['EU']);
    board.leave(two);
    expect(boardOf(id).valuesOf('region')).to.deep.equal([]);
  });
});
