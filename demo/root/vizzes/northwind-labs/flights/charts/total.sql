SELECT count(*) AS "Flights in the first half of 2001"
FROM flights
