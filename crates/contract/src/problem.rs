//! Errors: RFC 9457 `application/problem+json` with one registry of stable codes.

use domain::kernel::Reason;
use serde::{Deserialize, Serialize};

macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $status:literal, $zh:literal, $en:literal;)+) => {
        /// Every error code of the API, with its status and title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemCode { $($(#[$meta])* #[serde(rename = $code)] $name,)+ }

        impl ProblemCode {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $code),+ } }
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status),+ } }
            #[must_use]
            pub const fn zh(self) -> &'static str { match self { $(Self::$name => $zh),+ } }
            #[must_use]
            pub const fn en(self) -> &'static str { match self { $(Self::$name => $en),+ } }
        }
    };
}

problems! {
    Malformed = "malformed", 400, "请求无法解析", "The request cannot be read";
    Unauthenticated = "unauthenticated", 401, "请先登录", "Sign in first";
    BadCredentials = "bad_credentials", 401, "账号或密码错误", "Wrong account or password";
    TokenReused = "token_reused", 401, "登录已失效，请重新登录", "The session was revoked; sign in again";
    Forbidden = "forbidden", 403, "没有权限", "Not permitted";
    NotFound = "not_found", 404, "不存在或无权查看", "Not found, or not yours to see";
    MethodNotAllowed = "method_not_allowed", 405, "不支持该方法", "The method is not allowed here";
    RuleBroken = "rule_broken", 409, "业务规则不允许", "A business rule says no";
    AlreadyExists = "already_exists", 409, "已存在", "It already exists";
    KeyReused = "idempotency_key_reused", 409, "幂等键已用于其他内容", "The idempotency key was used with another body";
    InProgress = "in_progress", 409, "相同请求正在处理", "The same request is being processed";
    StaleVersion = "stale_version", 412, "内容已被他人更新，请刷新后重试", "It was changed meanwhile; reload and try again";
    TooLarge = "too_large", 413, "内容过大", "Too large";
    UnsupportedMedia = "unsupported_media_type", 415, "不支持的内容类型", "The content type is not supported";
    Invalid = "invalid", 422, "填写有误", "Some fields are not right";
    VersionRequired = "version_required", 428, "缺少版本（If-Match）", "If-Match with the version is required";
    TooMany = "too_many_requests", 429, "请求过于频繁，请稍后再试", "Too many requests; try again later";
    LockedOut = "locked_out", 429, "登录失败次数过多，请稍后再试", "Too many failed sign-ins; try again later";
    Internal = "internal", 500, "服务器内部错误，数据未受影响", "Something failed on our side; nothing was changed";
    Unavailable = "unavailable", 503, "服务暂不可用，请稍后再试", "Temporarily unavailable; try again";
}

/// One field that is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON pointer into the request body, or `?name` for a query parameter
    #[cfg_attr(feature = "openapi", schema(example = "/contact/phone"))]
    pub pointer: String,
    /// Stable: `required`, `length`, `range`, `format`, `unknown_field`, `type`, `unknown_reference`, …
    pub code: String,
    pub message: String,
}

impl FieldError {
    pub fn new(pointer: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.into(), message: message.into() }
    }
}

/// RFC 9457 problem details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `/problems/{code}`
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    pub code: ProblemCode,
    /// The request id, to quote when asking for help
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Fields that are not right (422)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Every reason of a business "no" (409)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}
