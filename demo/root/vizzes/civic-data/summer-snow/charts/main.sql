SELECT date, precipitation
FROM weather
WHERE location = 'Seattle' AND weather = 'snow' AND month(date) = {{month}}
ORDER BY date
