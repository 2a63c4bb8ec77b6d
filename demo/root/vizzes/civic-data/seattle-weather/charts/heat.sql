SELECT date, temp_max AS high
FROM weather
WHERE location = 'Seattle' AND year(date) = 2015
ORDER BY date
