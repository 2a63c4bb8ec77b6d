import { describeBombs } from './bombs.ts';
import { LARGE_SPECS } from './hostile-specs.ts';

describeBombs('large specs', LARGE_SPECS);
