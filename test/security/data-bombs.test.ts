import { describeBombs } from './bombs.ts';
import { DATA_BOMBS } from './hostile-specs.ts';

describeBombs('data that expand', DATA_BOMBS);
