use crate::kernel::codes;

codes! {
    /// 服务类别 (R-11.2.1.1–4): who bears the cost of a job. Fixed when the fault is reported (K19).
    pub enum ChargeClass {
        Free = "free", "免费服务", "Free service";
        Contract = "contract", "合同服务", "Contract service";
        Paid = "paid", "有偿服务", "Paid service";
        Other = "other", "其他服务", "Other service";
    }
}

impl ChargeClass {
    /// How much of the bill the customer bears, for comparing classes of the same job: nothing, parts at cost, all.
    /// Advice and extra requests (其他服务) are no repair and compare as nothing.
    #[must_use]
    pub const fn burden(self) -> u8 {
        match self {
            Self::Free | Self::Other => 0,
            Self::Contract => 1,
            Self::Paid => 2,
        }
    }
}
