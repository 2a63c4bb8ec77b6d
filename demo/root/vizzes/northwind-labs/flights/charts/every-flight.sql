SELECT distance, delay
FROM flights
WHERE delay BETWEEN -60 AND 120
