//! Macros that generated code calls, so that what is the same for all types is written once.

/// `serde::Deserialize` and `serde::Serialize` for types that are decoded or encoded:
/// `serde_traits! { decode: Ticket, User; encode: Ticket }`.
#[macro_export]
#[doc(hidden)]
macro_rules! serde_traits {
    (decode: $($decoded:ident),* $(,)?; encode: $($encoded:ident),* $(,)?) => {
        $(
            impl<'de> $crate::codegen_v1::serde::Deserialize<'de> for $decoded {
                #[inline]
                fn deserialize<D: $crate::codegen_v1::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    $crate::codegen_v1::deserialize(from)
                }
            }
        )*
        $(
            impl $crate::codegen_v1::serde::Serialize for $encoded {
                #[inline]
                fn serialize<S: $crate::codegen_v1::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    $crate::codegen_v1::serialize(self, to)
                }
            }
        )*
    };
}

/// A text enum: `text_enum! { /// Docs. Status { Open = "open", Closed = "closed" } }`. It has one more variant,
/// `Other(Box<str>)`, which keeps what the document doesn't name.
#[macro_export]
#[doc(hidden)]
macro_rules! text_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$note])* $variant,)*
            /// A value that the document does not list, as received.
            Other(Box<str>),
        }

        impl $name {
            /// Tables instead of two `match`es: documents have enums of hundreds of members.
            const MEMBERS: &[Self] = &[$(Self::$variant),*];
            const TEXTS: $crate::codegen_v1::Texts =
                $crate::codegen_v1::Texts::new(concat!($($text),*), &[$($text.len() as u32),*]);

            /// As it travels.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    Self::Other(text) => text,
                    member => Self::TEXTS.get(Self::MEMBERS.iter().position(|it| it == member)),
                }
            }
        }

        impl AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match Self::TEXTS.find(text).and_then(|index| Self::MEMBERS.get(index)) {
                    Some(member) => member.clone(),
                    None => Self::Other(text.into()),
                }
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::codegen_v1::Choice for $name {
            #[inline]
            fn choose(&mut self, text: &str) {
                *self = Self::from(text);
            }
        }

        impl $crate::codegen_v1::Decode for $name {
            #[inline]
            fn blank() -> Self {
                Self::Other(Default::default())
            }
            #[inline]
            fn slot(&mut self) -> $crate::codegen_v1::Slot<'_> {
                $crate::codegen_v1::Slot::Choice(self)
            }
        }

        impl $crate::codegen_v1::Encode for $name {
            #[inline]
            fn view(&self) -> $crate::codegen_v1::View<'_> {
                $crate::codegen_v1::View::text(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::codegen_v1::debug(stringify!($name), self, f)
            }
        }

        $crate::serde_traits! { decode: $name; encode: $name }
    };
}

/// An integer enum: `integer_enum! { /// Docs. Priority { Low = 1, High = 2 } }`, and `Other(i64)`.
#[macro_export]
#[doc(hidden)]
macro_rules! integer_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $value:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$note])* $variant,)*
            /// A value that the document does not list, as received.
            Other(i64),
        }

        impl $name {
            /// As it travels.
            #[inline]
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(value) => *value,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other(other),
                }
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.value().fmt(f)
            }
        }

        impl $crate::codegen_v1::Scalar for $name {
            #[inline]
            fn expected(&self) -> &'static str {
                "an integer"
            }
            #[inline]
            fn text(&mut self, text: &str) -> $crate::codegen_v1::Read {
                match text.trim().parse::<i64>() {
                    Ok(value) => self.integer(value).at_best($crate::codegen_v1::Read::Lenient),
                    Err(_) => $crate::codegen_v1::Read::Wrong,
                }
            }
            #[inline]
            fn integer(&mut self, value: i64) -> $crate::codegen_v1::Read {
                *self = Self::from(value);
                $crate::codegen_v1::Read::Exact
            }
        }

        impl $crate::codegen_v1::Decode for $name {
            #[inline]
            fn blank() -> Self {
                Self::Other(0)
            }
            #[inline]
            fn slot(&mut self) -> $crate::codegen_v1::Slot<'_> {
                $crate::codegen_v1::Slot::Scalar(self)
            }
        }

        impl $crate::codegen_v1::Encode for $name {
            #[inline]
            fn view(&self) -> $crate::codegen_v1::View<'_> {
                $crate::codegen_v1::View::Integer(self.value())
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::codegen_v1::debug(stringify!($name), self, f)
            }
        }

        $crate::serde_traits! { decode: $name; encode: $name }
    };
}

/// A number enum: `number_enum! { /// Docs. Ratio { Half = 0.5 } }`, and `Other(f64)`.
#[macro_export]
#[doc(hidden)]
macro_rules! number_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $value:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$note])* $variant,)*
            /// A value that the document does not list, as received.
            Other(f64),
        }

        impl $name {
            /// As it travels.
            #[inline]
            pub fn value(&self) -> f64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(value) => *value,
                }
            }
        }

        impl From<f64> for $name {
            #[inline]
            fn from(value: f64) -> Self {
                $(
                    if value == $value {
                        return Self::$variant;
                    }
                )*
                Self::Other(value)
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.value().fmt(f)
            }
        }

        impl $crate::codegen_v1::Scalar for $name {
            #[inline]
            fn expected(&self) -> &'static str {
                "a number"
            }
            #[inline]
            fn text(&mut self, text: &str) -> $crate::codegen_v1::Read {
                match text.trim().parse::<f64>() {
                    Ok(value) => self.number(value).at_best($crate::codegen_v1::Read::Lenient),
                    Err(_) => $crate::codegen_v1::Read::Wrong,
                }
            }
            #[inline]
            fn integer(&mut self, value: i64) -> $crate::codegen_v1::Read {
                self.number(value as f64)
            }
            #[inline]
            fn number(&mut self, value: f64) -> $crate::codegen_v1::Read {
                *self = Self::from(value);
                $crate::codegen_v1::Read::Exact
            }
        }

        impl $crate::codegen_v1::Decode for $name {
            #[inline]
            fn blank() -> Self {
                Self::Other(0.0)
            }
            #[inline]
            fn slot(&mut self) -> $crate::codegen_v1::Slot<'_> {
                $crate::codegen_v1::Slot::Scalar(self)
            }
        }

        impl $crate::codegen_v1::Encode for $name {
            #[inline]
            fn view(&self) -> $crate::codegen_v1::View<'_> {
                $crate::codegen_v1::View::Number(self.value())
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::codegen_v1::debug(stringify!($name), self, f)
            }
        }

        $crate::serde_traits! { decode: $name; encode: $name }
    };
}

/// What every union can do. `union! { Pet { Cat, Dog "kind" = "dog" } [(1 equals "kind" "dog"), ..] }`: variants in order, with the
/// member to add when one is written whose struct lacks it; then the decision list. The enum has one more variant,
/// `Other(Value)`.
#[macro_export]
#[doc(hidden)]
macro_rules! union {
    ($name:ident { $($variant:ident $($tag:literal = $value:literal)?),* $(,)? } [$($rule:tt),* $(,)?]) => {
        impl $crate::codegen_v1::Decode for $name {
            #[inline]
            fn blank() -> Self {
                Self::Other($crate::Value::Null)
            }
            #[inline]
            fn slot(&mut self) -> $crate::codegen_v1::Slot<'_> {
                $crate::codegen_v1::Slot::Union(self)
            }
        }

        impl $crate::codegen_v1::Union for $name {
            #[inline]
            fn rules(&self) -> &'static [$crate::codegen_v1::Rule] {
                &[$($crate::union_rule!($rule)),*]
            }
            #[allow(unused_assignments)]
            #[inline]
            fn choose(&mut self, variant: usize) -> $crate::codegen_v1::Slot<'_> {
                let mut at = 0;
                $(
                    if variant == at {
                        *self = Self::$variant($crate::codegen_v1::Decode::blank());
                    }
                    at += 1;
                )*
                match self {
                    $(Self::$variant(value) => $crate::codegen_v1::Decode::slot(value),)*
                    Self::Other(_) => $crate::codegen_v1::Slot::Skip,
                }
            }
            #[inline]
            fn other(&mut self, value: $crate::Value) {
                *self = Self::Other(value);
            }
        }

        impl $crate::codegen_v1::Encode for $name {
            #[inline]
            fn view(&self) -> $crate::codegen_v1::View<'_> {
                match self {
                    $(Self::$variant(value) => $crate::union!(@view value $($tag = $value)?),)*
                    Self::Other(value) => $crate::codegen_v1::Encode::view(value),
                }
            }
        }

        $crate::value_traits! { $name }
    };
    (@view $inner:ident) => {
        $crate::codegen_v1::Encode::view($inner)
    };
    (@view $inner:ident $tag:literal = $value:literal) => {
        $crate::codegen_v1::View::Tagged($inner, ($tag, $value))
    };
}

/// What a one-field struct can do: `newtype! { Path }` for `pub struct Path(pub Vec<Path>);`.
#[macro_export]
#[doc(hidden)]
macro_rules! newtype {
    ($($name:ident),* $(,)?) => {$(
        impl $crate::codegen_v1::Decode for $name {
            #[inline]
            fn blank() -> Self {
                Self($crate::codegen_v1::Decode::blank())
            }
            #[inline]
            fn slot(&mut self) -> $crate::codegen_v1::Slot<'_> {
                $crate::codegen_v1::Decode::slot(&mut self.0)
            }
        }

        impl $crate::codegen_v1::Encode for $name {
            #[inline]
            fn view(&self) -> $crate::codegen_v1::View<'_> {
                $crate::codegen_v1::Encode::view(&self.0)
            }
        }

        $crate::value_traits! { $name }
    )*};
}
