// RFC 3339 times as whole seconds since 1970-01-01T00:00:00Z.

// Text of the built-in format `time`; fractions of a second are cut off.
function seconds(text) {
    const days = daysBefore(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
    const local = days * 86400 + Number(text.slice(11, 13)) * 3600 + Number(text.slice(14, 16)) * 60 + Number(text.slice(17, 19));
    const last = text[text.length - 1];
    if (last === 'Z' || last === 'z') {
        return local;
    }
    const offset = text.slice(text.length - 6);
    const distance = Number(offset.slice(1, 3)) * 3600 + Number(offset.slice(4, 6)) * 60;
    return offset[0] === '-' ? local + distance : local - distance;
}

// Days from 1970-01-01 to a date of the Gregorian calendar; years begin in March, so that a leap day ends one.
function daysBefore(year, month, day) {
    const y = month <= 2 ? year - 1 : year;
    const era = Math.floor(y / 400);
    const yearOfEra = y - era * 400;
    const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
    const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

export default { seconds };
