SELECT species, size, phase, time_of_day, state
FROM bird_strikes
WHERE day >= DATE '1999-10-01' AND day < DATE '1999-11-01'
ORDER BY 1, 2, 3
