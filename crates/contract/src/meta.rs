//! What the API itself knows: enums with labels, version.

wire! {
    pub struct EnumView {
        pub name: String,
        pub codes: Vec<CodeView>,
    }

    pub struct CodeView {
        pub code: String,
        pub zh: String,
        pub en: String,
    }

    pub struct VersionView {
        /// Of the server
        pub version: String,
        /// Of the API: `v1`
        pub api: String,
        /// The newest schema change that the server knows
        pub schema: String,
    }

    pub struct HealthView {
        /// `ok`, or what is not ready
        pub status: String,
    }
}
