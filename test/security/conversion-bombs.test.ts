import { describeBombs } from './bombs.ts';
import { CONVERSION_BOMBS } from './hostile-specs.ts';

describeBombs('repeated conversions', CONVERSION_BOMBS);
