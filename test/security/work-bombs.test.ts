import { describeBombs } from './bombs.ts';
import { WORK_BOMBS } from './hostile-specs.ts';

describeBombs('small specs that cause much work', WORK_BOMBS);
