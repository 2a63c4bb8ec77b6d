import { describeBombs } from './bombs.ts';
import { WORK_BOMBS } from './hostile-specs.ts';

describeBombs('small specs with much work', WORK_BOMBS);
