SELECT date, temp_max AS high
FROM weather
WHERE location = 'Seattle' AND extract(year FROM date) = 2015
ORDER BY date
