import { describeBombs } from './bombs.ts';
import { SELECTION_BOMBS } from './hostile-specs.ts';

describeBombs('selections in views', SELECTION_BOMBS);
