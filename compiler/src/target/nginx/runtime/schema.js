// JSON values against schemas. Schemas are closed: an unknown field is refused.

import scalar from 'scalar.js';

function isObject(schema, value) {
    if (value === null || typeof value !== 'object' || value.members === undefined) {
        return false;
    }
    const names = Object.keys(value.members);
    for (let i = 0; i < names.length; i++) {
        const field = schema.fields[names[i]];
        if (field === undefined || field.readOnly || !isOfType(plan.types[field.type], value.members[names[i]])) {
            return false;
        }
    }
    for (let i = 0; i < schema.required.length; i++) {
        if (value.members[schema.required[i]] === undefined) {
            return false;
        }
    }
    return true;
}

function isOfType(type, value) {
    if (value === null) {
        return type.nullable;
    }
    switch (type.kind) {
    case 'list':
        return isList(type, value);
    case 'object':
        return isObject(plan.schemas[type.schema], value);
    default:
        return scalar.isJson(type, value);
    }
}

function isList(type, value) {
    if (!Array.isArray(value)) {
        return false;
    }
    if ((type.min !== null && value.length < type.min) || (type.max !== null && value.length > type.max)) {
        return false;
    }
    const item = plan.types[type.item];
    for (let i = 0; i < value.length; i++) {
        if (!isOfType(item, value[i])) {
            return false;
        }
    }
    return true;
}

export default { isObject };
