// Numbers judged on their text: no rounding decides. What is read of one is { negative, significand, count, zeros,
// exponent }: the digits from the first to the last that is not zero as a whole number of `count` digits (not exact
// beyond 16 of them), how many zeros were written behind those, and the power of ten of the last digit written.

const LARGEST = 9007199254740991;

// The most digits of a decimal.
const DIGITS = 15;

// Of ranks, as in the plan.
const OFFSET = 2097152;

// Exact in doubles.
const POWERS = [
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
    10000000000000, 100000000000000, 1000000000000000, 10000000000000000
];

// Reads the number (RFC 8259 §6) that begins at a place of the octets. Gives the place behind it, or -1 if there is none
// or it is beyond a double.
function read(octets, start, number) {
    const powers = POWERS;
    let place = start;
    let octet = octets[place];
    if (octet === 0x2d) {
        octet = octets[++place];
    }
    const first = place;
    let point = -1;
    let significand = 0;
    let count = 0;
    let zeros = 0;
    for (;;) {
        if (octet === 0x30) {
            if (count > 0) {
                zeros++;
            }
        } else if (octet >= 0x31 && octet <= 0x39) {
            count += zeros + 1;
            if (count <= 16) {
                significand = significand * powers[zeros + 1] + (octet - 0x30);
            }
            zeros = 0;
        } else if (octet === 0x2e && point < 0 && place > first) {
            point = place;
        } else {
            break;
        }
        octet = octets[++place];
    }
    const whole = point < 0 ? place - first : point - first;
    if (whole === 0 || (whole > 1 && octets[first] === 0x30) || place === point + 1) {
        return -1;
    }
    let exponent = point < 0 ? 0 : point + 1 - place;
    if (octet === 0x65 || octet === 0x45) {
        const scale = place + 1;
        place = behindExponent(octets, scale);
        if (place < 0) {
            return -1;
        }
        exponent += Number(octets.toString('utf8', scale, place));
    }
    // The largest double has 309 digits.
    if (count > 0 && count + zeros + exponent >= 309 && Math.abs(Number(octets.toString('utf8', start, place))) === Infinity) {
        return -1;
    }
    number.negative = first > start;
    number.significand = significand;
    number.count = count;
    number.zeros = zeros;
    number.exponent = exponent;
    return place;
}

// A sign or none, and at least one digit.
function behindExponent(octets, start) {
    const first = octets[start] === 0x2b || octets[start] === 0x2d ? start + 1 : start;
    let place = first;
    while (octets[place] >= 0x30 && octets[place] <= 0x39) {
        place++;
    }
    return place > first ? place : -1;
}

// The value of a number of integral value within ±(2^53 − 1), else null. −0 is 0.
function integer(number) {
    const count = number.count;
    if (count === 0) {
        return 0;
    }
    const exponent = number.exponent + number.zeros;
    if (exponent < 0 || count + exponent > 16) {
        return null;
    }
    const value = number.significand * POWERS[exponent];
    if (value > LARGEST) {
        return null;
    }
    return number.negative ? -value : value;
}

// Whether a number is a decimal, of at most 15 significant digits as written, from min to max.
function isDecimal(number, min, max) {
    const count = number.count;
    const digits = count + number.zeros;
    if (digits > DIGITS) {
        return false;
    }
    const significand = number.significand * POWERS[DIGITS - count];
    return isBetween(number.negative ? -significand : significand, digits + number.exponent, min, max);
}

// The same for a whole number of so many digits.
function isWholeDecimal(value, digits, min, max) {
    return digits <= DIGITS && isBetween(value * POWERS[DIGITS - digits], digits, min, max);
}

// Whether 0.d… × 10^order, d… being the 15 digits of the significand, lies within bounds. These are { significand, rank }:
// of two numbers the one of the higher rank is greater, and of one rank the one of the greater significand. A rank is the
// order moved above 0, which zero has, and negative for numbers below zero. No policy is long enough for a bound of rank 1.
function isBetween(significand, order, min, max) {
    let rank = 0;
    if (significand !== 0) {
        rank = order > -OFFSET ? order + OFFSET : 1;
        if (significand < 0) {
            rank = -rank;
        }
    }
    return (min === null || rank > min.rank || (rank === min.rank && significand >= min.significand))
        && (max === null || rank < max.rank || (rank === max.rank && significand <= max.significand));
}

export default { read, integer, isDecimal, isWholeDecimal };
