// Numbers judged on their text, never on a double. A number is { negative, digits, exponent }: digits without leading
// zeros ('' is zero), exponent the power of ten of the last digit.

const LARGEST = '9007199254740991';

// Reads the grammar of JSON numbers (RFC 8259 §6), which the text is known to follow.
function read(text) {
    const negative = text[0] === '-';
    let mantissa = negative ? text.slice(1) : text;
    let exponent = 0;
    let e = mantissa.indexOf('e');
    if (e < 0) {
        e = mantissa.indexOf('E');
    }
    if (e >= 0) {
        exponent = Number(mantissa.slice(e + 1));
        mantissa = mantissa.slice(0, e);
    }
    const point = mantissa.indexOf('.');
    if (point >= 0) {
        exponent -= mantissa.length - point - 1;
        mantissa = mantissa.slice(0, point) + mantissa.slice(point + 1);
    }
    let zeros = 0;
    while (zeros < mantissa.length && mantissa[zeros] === '0') {
        zeros++;
    }
    return { negative: negative, digits: mantissa.slice(zeros), exponent: exponent };
}

// The value of a number of integral value within ±(2^53 − 1), else null. −0 is 0.
function integer(text) {
    const number = read(text);
    if (number.digits === '') {
        return 0;
    }
    let last = number.digits.length;
    while (number.digits[last - 1] === '0') {
        last--;
    }
    const exponent = number.exponent + number.digits.length - last;
    if (exponent < 0 || last + exponent > LARGEST.length) {
        return null;
    }
    const whole = number.digits.slice(0, last) + '0'.repeat(exponent);
    if (whole.length === LARGEST.length && whole > LARGEST) {
        return null;
    }
    return number.negative ? -Number(whole) : Number(whole);
}

// A decimal of at most 15 significant digits as written, else null.
function decimal(text) {
    const number = read(text);
    return number.digits.length > 15 ? null : number;
}

// Below, equal or above zero as `a` is below, equal or above `b`.
function compare(a, b) {
    const left = sign(a);
    const right = sign(b);
    if (left !== right) {
        return left - right;
    }
    if (left === 0) {
        return 0;
    }
    return left * compareMagnitude(a, b);
}

function sign(number) {
    if (number.digits === '') {
        return 0;
    }
    return number.negative ? -1 : 1;
}

function compareMagnitude(a, b) {
    const difference = a.digits.length + a.exponent - b.digits.length - b.exponent;
    if (difference !== 0) {
        return difference;
    }
    const length = Math.max(a.digits.length, b.digits.length);
    const left = a.digits.padEnd(length, '0');
    const right = b.digits.padEnd(length, '0');
    if (left === right) {
        return 0;
    }
    return left < right ? -1 : 1;
}

export default { integer, decimal, compare };
