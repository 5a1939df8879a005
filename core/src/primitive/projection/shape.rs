//! What says which parts of a value leave: the types of a policy, or statics that were written for one.

use crate::policy::{Mask, ObjectSchema, TaggedUnion, Type, TypeKind};

/// A type, as far as it says what leaves of its values.
pub trait Shape: Copy {
    /// What says so of the objects in it.
    type Object: Object<Shape = Self>;
    /// What says so where one of several objects stands.
    type Union: Union<Object = Self::Object>;

    /// How its strings are hidden.
    fn mask(self) -> Option<Mask>;

    /// What its values look like.
    fn kind(self) -> Kind<Self>;
}

/// What values look like of which something leaves.
#[derive(Clone, Copy, Debug)]
pub enum Kind<S: Shape> {
    /// Neither a list nor an object.
    Scalar,
    /// A list of these.
    List(S),
    /// An object of any names with these.
    Map(S),
    /// An object.
    Object(S::Object),
    /// One of several objects.
    OneOf(S::Union),
}

/// The fields of an object that leave.
pub trait Object: Copy {
    /// What says what leaves of a field.
    type Shape: Shape<Object = Self>;

    /// The field of this name, if it leaves.
    fn field(self, name: &str) -> Option<Self::Shape>;
}

/// Several objects that a field tells apart.
pub trait Union: Copy {
    /// Each of them.
    type Object: Object;

    /// The field's name.
    fn tag(&self) -> &str;

    /// The object of this tag.
    fn variant(self, tag: &str) -> Option<Self::Object>;
}

impl<'p> Shape for &'p Type {
    type Object = &'p ObjectSchema;
    type Union = &'p TaggedUnion;

    fn mask(self) -> Option<Mask> {
        self.mask
    }

    fn kind(self) -> Kind<&'p Type> {
        match &self.kind {
            TypeKind::Scalar(_) => Kind::Scalar,
            TypeKind::List { item, .. } => Kind::List(item),
            TypeKind::Map { value, .. } => Kind::Map(value),
            TypeKind::Object(schema) => Kind::Object(schema.as_ref()),
            TypeKind::OneOf(union) => Kind::OneOf(union.as_ref()),
        }
    }
}

impl<'p> Object for &'p ObjectSchema {
    type Shape = &'p Type;

    fn field(self, name: &str) -> Option<&'p Type> {
        Some(&self.fields.iter().find(|field| field.name == name)?.value)
    }
}

impl<'p> Union for &'p TaggedUnion {
    type Object = &'p ObjectSchema;

    fn tag(&self) -> &str {
        &self.tag
    }

    fn variant(self, tag: &str) -> Option<&'p ObjectSchema> {
        Some(&TaggedUnion::variant(self, tag)?.schema)
    }
}

/// The same in statics.
#[derive(Clone, Copy, Debug)]
pub enum Leaves {
    /// A scalar as it is.
    Scalar,
    /// A string, hidden.
    Masked(Mask),
    /// A list.
    List(&'static Leaves),
    /// An object of any names.
    Map(&'static Leaves),
    /// An object.
    Object(&'static LeavingFields),
    /// One of several objects.
    OneOf(&'static LeavingUnion),
}

/// Fields by name.
#[derive(Clone, Copy, Debug)]
pub struct LeavingFields(pub &'static [(&'static str, Leaves)]);

/// Objects by tag.
#[derive(Clone, Copy, Debug)]
pub struct LeavingUnion {
    /// The name of the field that holds the tag.
    pub tag: &'static str,
    /// The objects.
    pub variants: &'static [(&'static str, &'static LeavingFields)],
}

impl Shape for Leaves {
    type Object = &'static LeavingFields;
    type Union = &'static LeavingUnion;

    fn mask(self) -> Option<Mask> {
        match self {
            Leaves::Masked(mask) => Some(mask),
            Leaves::Scalar
            | Leaves::List(_)
            | Leaves::Map(_)
            | Leaves::Object(_)
            | Leaves::OneOf(_) => None,
        }
    }

    fn kind(self) -> Kind<Leaves> {
        match self {
            Leaves::Scalar | Leaves::Masked(_) => Kind::Scalar,
            Leaves::List(item) => Kind::List(*item),
            Leaves::Map(value) => Kind::Map(*value),
            Leaves::Object(fields) => Kind::Object(fields),
            Leaves::OneOf(union) => Kind::OneOf(union),
        }
    }
}

impl Object for &'static LeavingFields {
    type Shape = Leaves;

    fn field(self, name: &str) -> Option<Leaves> {
        let LeavingFields(fields) = self;
        Some(fields.iter().find(|(own, _)| *own == name)?.1)
    }
}

impl Union for &'static LeavingUnion {
    type Object = &'static LeavingFields;

    fn tag(&self) -> &str {
        self.tag
    }

    fn variant(self, tag: &str) -> Option<&'static LeavingFields> {
        Some(self.variants.iter().find(|(own, _)| *own == tag)?.1)
    }
}
