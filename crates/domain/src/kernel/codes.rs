//! Closed lists of stable codes. One table per list gives the enum, its text form in JSON and in the database, and its
//! labels in Chinese and English, so that no second list can drift away from the first.

/// One code with its labels, as `/meta/enums` lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeLabel {
    pub code: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

/// A text that is no code of the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is not one of the {list} codes")]
pub struct UnknownCode {
    pub list: &'static str,
    pub code: String,
}

macro_rules! codes {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code of JSON, the database and the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The Chinese label.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// The English label.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }

            /// Code and labels of the whole list.
            #[must_use]
            pub fn labels() -> Vec<$crate::kernel::CodeLabel> {
                Self::ALL.iter().map(|c| $crate::kernel::CodeLabel { code: c.as_str(), zh: c.zh(), en: c.en() }).collect()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::kernel::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    other => Err($crate::kernel::UnknownCode { list: stringify!($name), code: other.to_owned() }),
                }
            }
        }
    };
}
pub(crate) use codes;
