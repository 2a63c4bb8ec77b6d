SELECT date, precipitation
FROM weather
WHERE location = 'Seattle' AND weather = 'snow' AND extract(month FROM date) = {{month}}
ORDER BY date
