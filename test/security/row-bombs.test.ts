import { describeBombs } from './bombs.ts';
import { ROW_BOMBS } from './hostile-specs.ts';

describeBombs('rows out of nothing', ROW_BOMBS);
