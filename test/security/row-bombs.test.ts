import { describeBombs } from './bombs.ts';
import { ROW_BOMBS } from './hostile-specs.ts';

describeBombs('generated rows', ROW_BOMBS);
