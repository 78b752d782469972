use crate::{kernel::codes, warranty::BuyerKind};

codes! {
    /// What kind of customer it is; a natural person's data fall under the personal information law.
    pub enum CustomerKind {
        Enterprise = "enterprise", "企事业单位", "Enterprise or institution";
        IndividualBusiness = "individual_business", "个体工商户", "Individual business";
        NaturalPerson = "natural_person", "自然人", "Natural person";
    }
}

codes! {
    /// 客户等级; A are the key customers (R-10.4.8.5).
    pub enum CustomerGrade {
        A = "A", "重点客户", "Key customer";
        B = "B", "普通客户", "Regular customer";
        C = "C", "一般客户", "Occasional customer";
    }
}

impl CustomerKind {
    /// What the customer is to the law unless the sale says otherwise: a person buys for living needs, all others for
    /// business.
    #[must_use]
    pub const fn usual_buyer(self) -> BuyerKind {
        match self {
            Self::NaturalPerson => BuyerKind::Consumer,
            Self::Enterprise | Self::IndividualBusiness => BuyerKind::Business,
        }
    }

    /// Whether consent to the use of personal data is asked for.
    #[must_use]
    pub const fn asks_consent(self) -> bool {
        matches!(self, Self::NaturalPerson | Self::IndividualBusiness)
    }
}
