// Made by npm run codegen; not to be edited.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  | T
  | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type BulkOperationErrorCode = 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT';

export type BulkOperationStatus =
  | 'CANCELED'
  | 'CANCELING'
  | 'COMPLETED'
  | 'CREATED'
  | 'EXPIRED'
  | 'FAILED'
  | 'RUNNING';

export type BulkOperationUserErrorCode = 'INVALID' | 'LIMIT_REACHED' | 'OPERATION_IN_PROGRESS';

export type ColumnDataType =
  | 'ARRAY'
  | 'BOOLEAN'
  | 'COLOR'
  | 'CUMULATIVE'
  | 'DAY_DURATION'
  | 'DAY_OF_WEEK'
  | 'DAY_TIMESTAMP'
  | 'DECIMAL'
  | 'ENTITY'
  | 'FLOAT'
  | 'GEO_COORDINATE'
  | 'HOUR_DURATION'
  | 'HOUR_OF_DAY'
  | 'HOUR_TIMESTAMP'
  | 'IDENTITY'
  | 'INTEGER'
  | 'MILLISECOND_DURATION'
  | 'MINUTE_DURATION'
  | 'MINUTE_TIMESTAMP'
  | 'MONEY'
  | 'MONTH_OF_YEAR'
  | 'MONTH_TIMESTAMP'
  | 'MULTIPLIER'
  | 'PERCENT'
  | 'QUARTER_TIMESTAMP'
  | 'RATING'
  | 'SECOND_DURATION'
  | 'SECOND_TIMESTAMP'
  | 'STRING'
  | 'STRING_IDENTITY'
  | 'TIMESTAMP'
  | 'UNITLESS_SCALAR'
  | 'UNSPECIFIED'
  | 'WEEK_OF_YEAR'
  | 'WEEK_TIMESTAMP'
  | 'YEAR_TIMESTAMP';

export type CountPrecision = 'AT_LEAST' | 'EXACT';

export type CountryCode =
  | 'AC'
  | 'AD'
  | 'AE'
  | 'AF'
  | 'AG'
  | 'AI'
  | 'AL'
  | 'AM'
  | 'AN'
  | 'AO'
  | 'AR'
  | 'AT'
  | 'AU'
  | 'AW'
  | 'AX'
  | 'AZ'
  | 'BA'
  | 'BB'
  | 'BD'
  | 'BE'
  | 'BF'
  | 'BG'
  | 'BH'
  | 'BI'
  | 'BJ'
  | 'BL'
  | 'BM'
  | 'BN'
  | 'BO'
  | 'BQ'
  | 'BR'
  | 'BS'
  | 'BT'
  | 'BV'
  | 'BW'
  | 'BY'
  | 'BZ'
  | 'CA'
  | 'CC'
  | 'CD'
  | 'CF'
  | 'CG'
  | 'CH'
  | 'CI'
  | 'CK'
  | 'CL'
  | 'CM'
  | 'CN'
  | 'CO'
  | 'CR'
  | 'CU'
  | 'CV'
  | 'CW'
  | 'CX'
  | 'CY'
  | 'CZ'
  | 'DE'
  | 'DJ'
  | 'DK'
  | 'DM'
  | 'DO'
  | 'DZ'
  | 'EC'
  | 'EE'
  | 'EG'
  | 'EH'
  | 'ER'
  | 'ES'
  | 'ET'
  | 'FI'
  | 'FJ'
  | 'FK'
  | 'FO'
  | 'FR'
  | 'GA'
  | 'GB'
  | 'GD'
  | 'GE'
  | 'GF'
  | 'GG'
  | 'GH'
  | 'GI'
  | 'GL'
  | 'GM'
  | 'GN'
  | 'GP'
  | 'GQ'
  | 'GR'
  | 'GS'
  | 'GT'
  | 'GW'
  | 'GY'
  | 'HK'
  | 'HM'
  | 'HN'
  | 'HR'
  | 'HT'
  | 'HU'
  | 'ID'
  | 'IE'
  | 'IL'
  | 'IM'
  | 'IN'
  | 'IO'
  | 'IQ'
  | 'IR'
  | 'IS'
  | 'IT'
  | 'JE'
  | 'JM'
  | 'JO'
  | 'JP'
  | 'KE'
  | 'KG'
  | 'KH'
  | 'KI'
  | 'KM'
  | 'KN'
  | 'KP'
  | 'KR'
  | 'KW'
  | 'KY'
  | 'KZ'
  | 'LA'
  | 'LB'
  | 'LC'
  | 'LI'
  | 'LK'
  | 'LR'
  | 'LS'
  | 'LT'
  | 'LU'
  | 'LV'
  | 'LY'
  | 'MA'
  | 'MC'
  | 'MD'
  | 'ME'
  | 'MF'
  | 'MG'
  | 'MK'
  | 'ML'
  | 'MM'
  | 'MN'
  | 'MO'
  | 'MQ'
  | 'MR'
  | 'MS'
  | 'MT'
  | 'MU'
  | 'MV'
  | 'MW'
  | 'MX'
  | 'MY'
  | 'MZ'
  | 'NA'
  | 'NC'
  | 'NE'
  | 'NF'
  | 'NG'
  | 'NI'
  | 'NL'
  | 'NO'
  | 'NP'
  | 'NR'
  | 'NU'
  | 'NZ'
  | 'OM'
  | 'PA'
  | 'PE'
  | 'PF'
  | 'PG'
  | 'PH'
  | 'PK'
  | 'PL'
  | 'PM'
  | 'PN'
  | 'PS'
  | 'PT'
  | 'PY'
  | 'QA'
  | 'RE'
  | 'RO'
  | 'RS'
  | 'RU'
  | 'RW'
  | 'SA'
  | 'SB'
  | 'SC'
  | 'SD'
  | 'SE'
  | 'SG'
  | 'SH'
  | 'SI'
  | 'SJ'
  | 'SK'
  | 'SL'
  | 'SM'
  | 'SN'
  | 'SO'
  | 'SR'
  | 'SS'
  | 'ST'
  | 'SV'
  | 'SX'
  | 'SY'
  | 'SZ'
  | 'TA'
  | 'TC'
  | 'TD'
  | 'TF'
  | 'TG'
  | 'TH'
  | 'TJ'
  | 'TK'
  | 'TL'
  | 'TM'
  | 'TN'
  | 'TO'
  | 'TR'
  | 'TT'
  | 'TV'
  | 'TW'
  | 'TZ'
  | 'UA'
  | 'UG'
  | 'UM'
  | 'US'
  | 'UY'
  | 'UZ'
  | 'VA'
  | 'VC'
  | 'VE'
  | 'VG'
  | 'VN'
  | 'VU'
  | 'WF'
  | 'WS'
  | 'XK'
  | 'YE'
  | 'YT'
  | 'ZA'
  | 'ZM'
  | 'ZW'
  | 'ZZ';

export type CurrencyCode =
  | 'AED'
  | 'AFN'
  | 'ALL'
  | 'AMD'
  | 'ANG'
  | 'AOA'
  | 'ARS'
  | 'AUD'
  | 'AWG'
  | 'AZN'
  | 'BAM'
  | 'BBD'
  | 'BDT'
  | 'BGN'
  | 'BHD'
  | 'BIF'
  | 'BMD'
  | 'BND'
  | 'BOB'
  | 'BRL'
  | 'BSD'
  | 'BTN'
  | 'BWP'
  | 'BYN'
  | 'BYR'
  | 'BZD'
  | 'CAD'
  | 'CDF'
  | 'CHF'
  | 'CLP'
  | 'CNY'
  | 'COP'
  | 'CRC'
  | 'CVE'
  | 'CZK'
  | 'DJF'
  | 'DKK'
  | 'DOP'
  | 'DZD'
  | 'EGP'
  | 'ERN'
  | 'ETB'
  | 'EUR'
  | 'FJD'
  | 'FKP'
  | 'GBP'
  | 'GEL'
  | 'GHS'
  | 'GIP'
  | 'GMD'
  | 'GNF'
  | 'GTQ'
  | 'GYD'
  | 'HKD'
  | 'HNL'
  | 'HRK'
  | 'HTG'
  | 'HUF'
  | 'IDR'
  | 'ILS'
  | 'INR'
  | 'IQD'
  | 'IRR'
  | 'ISK'
  | 'JEP'
  | 'JMD'
  | 'JOD'
  | 'JPY'
  | 'KES'
  | 'KGS'
  | 'KHR'
  | 'KID'
  | 'KMF'
  | 'KRW'
  | 'KWD'
  | 'KYD'
  | 'KZT'
  | 'LAK'
  | 'LBP'
  | 'LKR'
  | 'LRD'
  | 'LSL'
  | 'LTL'
  | 'LVL'
  | 'LYD'
  | 'MAD'
  | 'MDL'
  | 'MGA'
  | 'MKD'
  | 'MMK'
  | 'MNT'
  | 'MOP'
  | 'MRU'
  | 'MUR'
  | 'MVR'
  | 'MWK'
  | 'MXN'
  | 'MYR'
  | 'MZN'
  | 'NAD'
  | 'NGN'
  | 'NIO'
  | 'NOK'
  | 'NPR'
  | 'NZD'
  | 'OMR'
  | 'PAB'
  | 'PEN'
  | 'PGK'
  | 'PHP'
  | 'PKR'
  | 'PLN'
  | 'PYG'
  | 'QAR'
  | 'RON'
  | 'RSD'
  | 'RUB'
  | 'RWF'
  | 'SAR'
  | 'SBD'
  | 'SCR'
  | 'SDG'
  | 'SEK'
  | 'SGD'
  | 'SHP'
  | 'SLL'
  | 'SOS'
  | 'SRD'
  | 'SSP'
  | 'STD'
  | 'STN'
  | 'SYP'
  | 'SZL'
  | 'THB'
  | 'TJS'
  | 'TMT'
  | 'TND'
  | 'TOP'
  | 'TRY'
  | 'TTD'
  | 'TWD'
  | 'TZS'
  | 'UAH'
  | 'UGX'
  | 'USD'
  | 'USDC'
  | 'UYU'
  | 'UZS'
  | 'VED'
  | 'VEF'
  | 'VES'
  | 'VND'
  | 'VUV'
  | 'WST'
  | 'XAF'
  | 'XCD'
  | 'XOF'
  | 'XPF'
  | 'XXX'
  | 'YER'
  | 'ZAR'
  | 'ZMW';

export type EventSubjectType =
  | 'ARTICLE'
  | 'BLOG'
  | 'COLLECTION'
  | 'COMMENT'
  | 'COMPANY'
  | 'COMPANY_LOCATION'
  | 'CUSTOMER'
  | 'DISCOUNT_AUTOMATIC_BXGY'
  | 'DISCOUNT_AUTOMATIC_NODE'
  | 'DISCOUNT_CODE_NODE'
  | 'DISCOUNT_NODE'
  | 'DRAFT_ORDER'
  | 'INVENTORY_TRANSFER'
  | 'ORDER'
  | 'PAGE'
  | 'PRICE_RULE'
  | 'PRODUCT'
  | 'PRODUCT_VARIANT'
  | 'UNKNOWN';

export type FulfillmentDisplayStatus =
  | 'ATTEMPTED_DELIVERY'
  | 'CANCELED'
  | 'CARRIER_PICKED_UP'
  | 'CONFIRMED'
  | 'DELAYED'
  | 'DELIVERED'
  | 'FAILURE'
  | 'FULFILLED'
  | 'IN_TRANSIT'
  | 'LABEL_PRINTED'
  | 'LABEL_PURCHASED'
  | 'LABEL_VOIDED'
  | 'MARKED_AS_FULFILLED'
  | 'NOT_DELIVERED'
  | 'OUT_FOR_DELIVERY'
  | 'PICKED_UP'
  | 'READY_FOR_PICKUP'
  | 'SUBMITTED';

export type FulfillmentEventStatus =
  | 'ATTEMPTED_DELIVERY'
  | 'CARRIER_PICKED_UP'
  | 'CONFIRMED'
  | 'DELAYED'
  | 'DELIVERED'
  | 'FAILURE'
  | 'IN_TRANSIT'
  | 'LABEL_PRINTED'
  | 'LABEL_PURCHASED'
  | 'OUT_FOR_DELIVERY'
  | 'READY_FOR_PICKUP';

export type FulfillmentOrderStatus =
  | 'CANCELLED'
  | 'CLOSED'
  | 'INCOMPLETE'
  | 'IN_PROGRESS'
  | 'ON_HOLD'
  | 'OPEN'
  | 'SCHEDULED';

export type FulfillmentStatus = 'CANCELLED' | 'ERROR' | 'FAILURE' | 'OPEN' | 'PENDING' | 'SUCCESS';

export type MarketingTactic =
  | 'ABANDONED_CART'
  | 'AD'
  | 'AFFILIATE'
  | 'LINK'
  | 'LOYALTY'
  | 'MESSAGE'
  | 'NEWSLETTER'
  | 'NOTIFICATION'
  | 'POST'
  | 'RETARGETING'
  | 'SEO'
  | 'STOREFRONT_APP'
  | 'TRANSACTIONAL';

export type OrderActionType = 'ORDER' | 'ORDER_EDIT' | 'REFUND' | 'RETURN' | 'UNKNOWN';

export type OrderDisplayFulfillmentStatus =
  | 'FULFILLED'
  | 'FULFILLMENT_NOT_REQUIRED'
  | 'IN_PROGRESS'
  | 'ON_HOLD'
  | 'OPEN'
  | 'PARTIALLY_FULFILLED'
  | 'PENDING_FULFILLMENT'
  | 'REQUEST_DECLINED'
  | 'RESTOCKED'
  | 'SCHEDULED'
  | 'UNFULFILLED';

export type RefundLineItemRestockType = 'CANCEL' | 'LEGACY_RESTOCK' | 'NO_RESTOCK' | 'RETURN';

export type ReturnStatus = 'CANCELED' | 'CLOSED' | 'DECLINED' | 'OPEN' | 'REQUESTED';

export type SaleActionType = 'ORDER' | 'RETURN' | 'UNKNOWN' | 'UPDATE';

export type SaleLineType =
  | 'ADDITIONAL_FEE'
  | 'ADJUSTMENT'
  | 'DUTY'
  | 'FEE'
  | 'GIFT_CARD'
  | 'PRODUCT'
  | 'SHIPPING'
  | 'TIP'
  | 'UNKNOWN';

export type WebhookSubscriptionTopic =
  | 'APP_UNINSTALLED'
  | 'BULK_OPERATIONS_FINISH'
  | 'CUSTOMERS_UPDATE'
  | 'FULFILLMENTS_CREATE'
  | 'FULFILLMENTS_UPDATE'
  | 'FULFILLMENT_EVENTS_CREATE'
  | 'FULFILLMENT_EVENTS_DELETE'
  | 'ORDERS_CANCELLED'
  | 'ORDERS_CREATE'
  | 'ORDERS_DELETE'
  | 'ORDERS_EDITED'
  | 'ORDERS_FULFILLED'
  | 'ORDERS_PAID'
  | 'ORDERS_PARTIALLY_FULFILLED'
  | 'ORDERS_UPDATED'
  | 'REFUNDS_CREATE'
  | 'RETURNS_APPROVE'
  | 'RETURNS_CANCEL'
  | 'RETURNS_CLOSE'
  | 'RETURNS_DECLINE'
  | 'RETURNS_PROCESS'
  | 'RETURNS_REOPEN'
  | 'RETURNS_REQUEST'
  | 'RETURNS_UPDATE';

export type BulkSalesQueryVariables = Exact<{
  filter: string;
  customers: boolean;
  products: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type BulkSalesQuery = {
  readonly orders: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly displayFulfillmentStatus: OrderDisplayFulfillmentStatus;
        readonly agreements: {
          readonly edges: ReadonlyArray<{
            readonly node:
              | ({
                  readonly sales: {
                    readonly edges: ReadonlyArray<{
                      readonly node:
                        | SaleEntry_AdditionalFeeSale_Fragment
                        | SaleEntry_AdjustmentSale_Fragment
                        | SaleEntry_DutySale_Fragment
                        | SaleEntry_FeeSale_Fragment
                        | SaleEntry_GiftCardSale_Fragment
                        | SaleEntry_ProductSale_Fragment
                        | SaleEntry_ShippingLineSale_Fragment
                        | SaleEntry_TipSale_Fragment
                        | SaleEntry_UnknownSale_Fragment;
                    }>;
                  };
                } & Agreement_OrderAgreement_Fragment)
              | ({
                  readonly sales: {
                    readonly edges: ReadonlyArray<{
                      readonly node:
                        | SaleEntry_AdditionalFeeSale_Fragment
                        | SaleEntry_AdjustmentSale_Fragment
                        | SaleEntry_DutySale_Fragment
                        | SaleEntry_FeeSale_Fragment
                        | SaleEntry_GiftCardSale_Fragment
                        | SaleEntry_ProductSale_Fragment
                        | SaleEntry_ShippingLineSale_Fragment
                        | SaleEntry_TipSale_Fragment
                        | SaleEntry_UnknownSale_Fragment;
                    }>;
                  };
                } & Agreement_OrderEditAgreement_Fragment)
              | ({
                  readonly sales: {
                    readonly edges: ReadonlyArray<{
                      readonly node:
                        | SaleEntry_AdditionalFeeSale_Fragment
                        | SaleEntry_AdjustmentSale_Fragment
                        | SaleEntry_DutySale_Fragment
                        | SaleEntry_FeeSale_Fragment
                        | SaleEntry_GiftCardSale_Fragment
                        | SaleEntry_ProductSale_Fragment
                        | SaleEntry_ShippingLineSale_Fragment
                        | SaleEntry_TipSale_Fragment
                        | SaleEntry_UnknownSale_Fragment;
                    }>;
                  };
                } & Agreement_RefundAgreement_Fragment)
              | ({
                  readonly sales: {
                    readonly edges: ReadonlyArray<{
                      readonly node:
                        | SaleEntry_AdditionalFeeSale_Fragment
                        | SaleEntry_AdjustmentSale_Fragment
                        | SaleEntry_DutySale_Fragment
                        | SaleEntry_FeeSale_Fragment
                        | SaleEntry_GiftCardSale_Fragment
                        | SaleEntry_ProductSale_Fragment
                        | SaleEntry_ShippingLineSale_Fragment
                        | SaleEntry_TipSale_Fragment
                        | SaleEntry_UnknownSale_Fragment;
                    }>;
                  };
                } & Agreement_ReturnAgreement_Fragment);
          }>;
        };
      } & OrderHeadFragment;
    }>;
  };
};

export type BulkShipmentsQueryVariables = Exact<{
  filter: string;
  customers: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type BulkShipmentsQuery = {
  readonly orders: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly fulfillments: ReadonlyArray<ParcelFragment>;
        readonly fulfillmentOrders: {
          readonly edges: ReadonlyArray<{
            readonly node: {
              readonly fulfillments: {
                readonly edges: ReadonlyArray<{ readonly node: { readonly id: string } }>;
              };
            } & PromiseFragment;
          }>;
        };
      } & OrderHeadFragment;
    }>;
  };
};

export type BulkReturnsQueryVariables = Exact<{
  filter: string;
  customers: boolean;
  products: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type BulkReturnsQuery = {
  readonly orders: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly returns: {
          readonly edges: ReadonlyArray<{
            readonly node: {
              readonly returnLineItems: {
                readonly edges: ReadonlyArray<{
                  readonly node:
                    | ReturnedLine_ReturnLineItem_Fragment
                    | ReturnedLine_UnverifiedReturnLineItem_Fragment;
                }>;
              };
            } & SentBackFragment;
          }>;
        };
      } & OrderHeadFragment;
    }>;
  };
};

export type BulkOrderIdsQueryVariables = Exact<{
  filter: string;
}>;

export type BulkOrderIdsQuery = {
  readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string } }> };
};

export type SalesByIdsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
  agreements: number;
  sales: number;
  customers: boolean;
  products: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type SalesByIdsQuery = {
  readonly nodes: ReadonlyArray<OrderSalesFragment | Record<PropertyKey, never> | null>;
};

export type ShipmentsByIdsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
  fulfillments: number;
  events: number;
  customers: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type ShipmentsByIdsQuery = {
  readonly nodes: ReadonlyArray<OrderShipmentsFragment | Record<PropertyKey, never> | null>;
};

export type ReturnsByIdsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
  returns: number;
  lines: number;
  customers: boolean;
  products: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type ReturnsByIdsQuery = {
  readonly nodes: ReadonlyArray<OrderReturnsFragment | Record<PropertyKey, never> | null>;
};

export type MoreAgreementsQueryVariables = Exact<{
  order: string | number;
  after: string;
  agreements: number;
  sales: number;
  staff: boolean;
  products: boolean;
}>;

export type MoreAgreementsQuery = {
  readonly order: {
    readonly agreements: {
      readonly nodes: ReadonlyArray<
        | ({
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          } & Agreement_OrderAgreement_Fragment)
        | ({
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          } & Agreement_OrderEditAgreement_Fragment)
        | ({
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          } & Agreement_RefundAgreement_Fragment)
        | ({
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          } & Agreement_ReturnAgreement_Fragment)
      >;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type MoreSalesQueryVariables = Exact<{
  order: string | number;
  before: string | null | undefined;
  after: string | null | undefined;
  sales: number;
  products: boolean;
}>;

export type MoreSalesQuery = {
  readonly order: {
    readonly agreements: {
      readonly nodes: ReadonlyArray<
        | {
            readonly id: string;
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          }
        | {
            readonly id: string;
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          }
        | {
            readonly id: string;
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          }
        | {
            readonly id: string;
            readonly sales: {
              readonly nodes: ReadonlyArray<
                | SaleEntry_AdditionalFeeSale_Fragment
                | SaleEntry_AdjustmentSale_Fragment
                | SaleEntry_DutySale_Fragment
                | SaleEntry_FeeSale_Fragment
                | SaleEntry_GiftCardSale_Fragment
                | SaleEntry_ProductSale_Fragment
                | SaleEntry_ShippingLineSale_Fragment
                | SaleEntry_TipSale_Fragment
                | SaleEntry_UnknownSale_Fragment
              >;
              readonly pageInfo: {
                readonly hasNextPage: boolean;
                readonly endCursor: string | null;
              };
            };
          }
      >;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type MoreReturnsQueryVariables = Exact<{
  order: string | number;
  after: string;
  returns: number;
  lines: number;
  products: boolean;
}>;

export type MoreReturnsQuery = {
  readonly order: {
    readonly returns: {
      readonly nodes: ReadonlyArray<
        {
          readonly returnLineItems: {
            readonly nodes: ReadonlyArray<
              ReturnedLine_ReturnLineItem_Fragment | ReturnedLine_UnverifiedReturnLineItem_Fragment
            >;
            readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
          };
        } & SentBackFragment
      >;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type MoreReturnLinesQueryVariables = Exact<{
  return: string | number;
  after: string;
  lines: number;
  products: boolean;
}>;

export type MoreReturnLinesQuery = {
  readonly return: {
    readonly returnLineItems: {
      readonly nodes: ReadonlyArray<
        ReturnedLine_ReturnLineItem_Fragment | ReturnedLine_UnverifiedReturnLineItem_Fragment
      >;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type ParcelIdsQueryVariables = Exact<{
  order: string | number;
  after: string | null | undefined;
}>;

export type ParcelIdsQuery = {
  readonly order: {
    readonly fulfillments: ReadonlyArray<{ readonly id: string }>;
    readonly fulfillmentOrders: {
      readonly nodes: ReadonlyArray<
        {
          readonly fulfillments: { readonly nodes: ReadonlyArray<{ readonly id: string }> };
        } & PromiseFragment
      >;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type ParcelsByIdsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
  events: number;
  locations: boolean;
}>;

export type ParcelsByIdsQuery = {
  readonly nodes: ReadonlyArray<
    (ParcelFragment & ParcelEventsFragment) | Record<PropertyKey, never> | null
  >;
};

export type ParcelsEventsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
  events: number;
}>;

export type ParcelsEventsQuery = {
  readonly nodes: ReadonlyArray<
    ({ readonly id: string } & ParcelEventsFragment) | Record<PropertyKey, never> | null
  >;
};

export type MoreEventsQueryVariables = Exact<{
  fulfillment: string | number;
  after: string;
  events: number;
}>;

export type MoreEventsQuery = {
  readonly fulfillment: {
    readonly events: {
      readonly nodes: ReadonlyArray<{
        readonly id: string;
        readonly status: FulfillmentEventStatus;
        readonly happenedAt: string;
      }>;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type OrdersByIdsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
  withSales: boolean;
  withReturns: boolean;
  withShipments: boolean;
  agreements: number;
  sales: number;
  returns: number;
  lines: number;
  fulfillments: number;
  events: number;
  customers: boolean;
  products: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type OrdersByIdsQuery = {
  readonly nodes: ReadonlyArray<
    | (OrderSalesFragment & OrderReturnsFragment & OrderShipmentsFragment)
    | Record<PropertyKey, never>
    | null
  >;
};

type Restocks_OrderAgreement_Fragment = { readonly id: string };

type Restocks_OrderEditAgreement_Fragment = { readonly id: string };

type Restocks_RefundAgreement_Fragment = {
  readonly id: string;
  readonly refund: {
    readonly id: string;
    readonly refundLineItems: {
      readonly nodes: ReadonlyArray<RestockedFragment>;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
};

type Restocks_ReturnAgreement_Fragment = { readonly id: string };

export type RestocksFragment =
  | Restocks_OrderAgreement_Fragment
  | Restocks_OrderEditAgreement_Fragment
  | Restocks_RefundAgreement_Fragment
  | Restocks_ReturnAgreement_Fragment;

export type RestockedFragment = {
  readonly quantity: number;
  readonly restockType: RefundLineItemRestockType;
  readonly lineItem: { readonly id: string };
};

export type RestocksByIdsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
  agreements: number;
  items: number;
  fulfillments: number;
}>;

export type RestocksByIdsQuery = {
  readonly nodes: ReadonlyArray<
    | {
        readonly id: string;
        readonly fulfillments: ReadonlyArray<{
          readonly id: string;
          readonly createdAt: string;
          readonly status: FulfillmentStatus;
        }>;
        readonly agreements: {
          readonly nodes: ReadonlyArray<
            | Restocks_OrderAgreement_Fragment
            | Restocks_OrderEditAgreement_Fragment
            | Restocks_RefundAgreement_Fragment
            | Restocks_ReturnAgreement_Fragment
          >;
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        };
      }
    | Record<PropertyKey, never>
    | null
  >;
};

export type MoreRestocksQueryVariables = Exact<{
  order: string | number;
  after: string;
  agreements: number;
  items: number;
}>;

export type MoreRestocksQuery = {
  readonly order: {
    readonly agreements: {
      readonly nodes: ReadonlyArray<
        | Restocks_OrderAgreement_Fragment
        | Restocks_OrderEditAgreement_Fragment
        | Restocks_RefundAgreement_Fragment
        | Restocks_ReturnAgreement_Fragment
      >;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type MoreRestockedQueryVariables = Exact<{
  refund: string | number;
  after: string;
  items: number;
}>;

export type MoreRestockedQuery = {
  readonly refund: {
    readonly refundLineItems: {
      readonly nodes: ReadonlyArray<RestockedFragment>;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type MoneyFragment = {
  readonly shopMoney: { readonly amount: string; readonly currencyCode: CurrencyCode };
};

export type BothMoneyFragment = {
  readonly shopMoney: { readonly amount: string; readonly currencyCode: CurrencyCode };
  readonly presentmentMoney: { readonly amount: string; readonly currencyCode: CurrencyCode };
};

export type VisitFragment = {
  readonly occurredAt: string;
  readonly source: string;
  readonly sourceType: MarketingTactic | null;
  readonly referrerUrl: string | null;
  readonly utmParameters: {
    readonly source: string | null;
    readonly medium: string | null;
    readonly campaign: string | null;
  } | null;
};

export type StaffFragment = { readonly id: string; readonly name: string };

export type SoldItemFragment = {
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly vendor: string | null;
  readonly product?: { readonly id: string; readonly productType: string } | null;
};

export type OrderHeadFragment = {
  readonly id: string;
  readonly name: string;
  readonly test: boolean;
  readonly createdAt: string;
  readonly processedAt: string;
  readonly updatedAt: string;
  readonly cancelledAt: string | null;
  readonly sourceName: string | null;
  readonly attribution: { readonly handle: string; readonly displayName: string } | null;
  readonly customer?: { readonly id: string } | null;
  readonly customerJourneySummary: {
    readonly ready: boolean;
    readonly customerOrderIndex: number | null;
    readonly firstVisit: VisitFragment | null;
    readonly lastVisit: VisitFragment | null;
  } | null;
  readonly retailLocation?: { readonly id: string; readonly name: string } | null;
  readonly staffMember?: StaffFragment | null;
  readonly shippingAddress?: { readonly countryCodeV2: CountryCode | null } | null;
};

type SaleEntry_AdditionalFeeSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_AdjustmentSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_DutySale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_FeeSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_GiftCardSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly lineItem: SoldItemFragment;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_ProductSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly lineItem: SoldItemFragment;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_ShippingLineSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_TipSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

type SaleEntry_UnknownSale_Fragment = {
  readonly id: string;
  readonly actionType: SaleActionType;
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  readonly totalAmount: BothMoneyFragment;
  readonly totalDiscountAmountBeforeTaxes: MoneyFragment;
  readonly totalTaxAmount: BothMoneyFragment;
};

export type SaleEntryFragment =
  | SaleEntry_AdditionalFeeSale_Fragment
  | SaleEntry_AdjustmentSale_Fragment
  | SaleEntry_DutySale_Fragment
  | SaleEntry_FeeSale_Fragment
  | SaleEntry_GiftCardSale_Fragment
  | SaleEntry_ProductSale_Fragment
  | SaleEntry_ShippingLineSale_Fragment
  | SaleEntry_TipSale_Fragment
  | SaleEntry_UnknownSale_Fragment;

type Agreement_OrderAgreement_Fragment = {
  readonly id: string;
  readonly happenedAt: string;
  readonly reason: OrderActionType;
  readonly user?: StaffFragment | null;
};

type Agreement_OrderEditAgreement_Fragment = {
  readonly id: string;
  readonly happenedAt: string;
  readonly reason: OrderActionType;
  readonly user?: StaffFragment | null;
};

type Agreement_RefundAgreement_Fragment = {
  readonly id: string;
  readonly happenedAt: string;
  readonly reason: OrderActionType;
  readonly user?: StaffFragment | null;
};

type Agreement_ReturnAgreement_Fragment = {
  readonly id: string;
  readonly happenedAt: string;
  readonly reason: OrderActionType;
  readonly user?: StaffFragment | null;
};

export type AgreementFragment =
  | Agreement_OrderAgreement_Fragment
  | Agreement_OrderEditAgreement_Fragment
  | Agreement_RefundAgreement_Fragment
  | Agreement_ReturnAgreement_Fragment;

export type OrderSalesFragment = {
  readonly displayFulfillmentStatus: OrderDisplayFulfillmentStatus;
  readonly agreements: {
    readonly nodes: ReadonlyArray<
      | ({
          readonly sales: {
            readonly nodes: ReadonlyArray<
              | SaleEntry_AdditionalFeeSale_Fragment
              | SaleEntry_AdjustmentSale_Fragment
              | SaleEntry_DutySale_Fragment
              | SaleEntry_FeeSale_Fragment
              | SaleEntry_GiftCardSale_Fragment
              | SaleEntry_ProductSale_Fragment
              | SaleEntry_ShippingLineSale_Fragment
              | SaleEntry_TipSale_Fragment
              | SaleEntry_UnknownSale_Fragment
            >;
            readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
          };
        } & Agreement_OrderAgreement_Fragment)
      | ({
          readonly sales: {
            readonly nodes: ReadonlyArray<
              | SaleEntry_AdditionalFeeSale_Fragment
              | SaleEntry_AdjustmentSale_Fragment
              | SaleEntry_DutySale_Fragment
              | SaleEntry_FeeSale_Fragment
              | SaleEntry_GiftCardSale_Fragment
              | SaleEntry_ProductSale_Fragment
              | SaleEntry_ShippingLineSale_Fragment
              | SaleEntry_TipSale_Fragment
              | SaleEntry_UnknownSale_Fragment
            >;
            readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
          };
        } & Agreement_OrderEditAgreement_Fragment)
      | ({
          readonly sales: {
            readonly nodes: ReadonlyArray<
              | SaleEntry_AdditionalFeeSale_Fragment
              | SaleEntry_AdjustmentSale_Fragment
              | SaleEntry_DutySale_Fragment
              | SaleEntry_FeeSale_Fragment
              | SaleEntry_GiftCardSale_Fragment
              | SaleEntry_ProductSale_Fragment
              | SaleEntry_ShippingLineSale_Fragment
              | SaleEntry_TipSale_Fragment
              | SaleEntry_UnknownSale_Fragment
            >;
            readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
          };
        } & Agreement_RefundAgreement_Fragment)
      | ({
          readonly sales: {
            readonly nodes: ReadonlyArray<
              | SaleEntry_AdditionalFeeSale_Fragment
              | SaleEntry_AdjustmentSale_Fragment
              | SaleEntry_DutySale_Fragment
              | SaleEntry_FeeSale_Fragment
              | SaleEntry_GiftCardSale_Fragment
              | SaleEntry_ProductSale_Fragment
              | SaleEntry_ShippingLineSale_Fragment
              | SaleEntry_TipSale_Fragment
              | SaleEntry_UnknownSale_Fragment
            >;
            readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
          };
        } & Agreement_ReturnAgreement_Fragment)
    >;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
} & OrderHeadFragment;

export type ParcelFragment = {
  readonly id: string;
  readonly status: FulfillmentStatus;
  readonly displayStatus: FulfillmentDisplayStatus | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly inTransitAt: string | null;
  readonly deliveredAt: string | null;
  readonly estimatedDeliveryAt: string | null;
  readonly location?: { readonly id: string; readonly name: string } | null;
  readonly trackingInfo: ReadonlyArray<{ readonly company: string | null }>;
};

export type ParcelEventsFragment = {
  readonly events: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly status: FulfillmentEventStatus;
      readonly happenedAt: string;
    }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type PromiseFragment = {
  readonly id: string;
  readonly status: FulfillmentOrderStatus;
  readonly fulfillBy: string | null;
  readonly deliveryMethod: { readonly maxDeliveryDateTime: string | null } | null;
};

export type OrderShipmentsFragment = {
  readonly fulfillments: ReadonlyArray<ParcelFragment & ParcelEventsFragment>;
  readonly fulfillmentOrders: {
    readonly nodes: ReadonlyArray<
      {
        readonly fulfillments: { readonly nodes: ReadonlyArray<{ readonly id: string }> };
      } & PromiseFragment
    >;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
} & OrderHeadFragment;

type ReturnedLine_ReturnLineItem_Fragment = {
  readonly id: string;
  readonly quantity: number;
  readonly processedQuantity: number;
  readonly fulfillmentLineItem: { readonly lineItem: SoldItemFragment };
  readonly returnReasonDefinition: { readonly handle: string; readonly name: string } | null;
};

type ReturnedLine_UnverifiedReturnLineItem_Fragment = {
  readonly id: string;
  readonly quantity: number;
  readonly processedQuantity: number;
  readonly returnReasonDefinition: { readonly handle: string; readonly name: string } | null;
};

export type ReturnedLineFragment =
  | ReturnedLine_ReturnLineItem_Fragment
  | ReturnedLine_UnverifiedReturnLineItem_Fragment;

export type SentBackFragment = {
  readonly id: string;
  readonly status: ReturnStatus;
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly requestApprovedAt: string | null;
};

export type OrderReturnsFragment = {
  readonly returns: {
    readonly nodes: ReadonlyArray<
      {
        readonly returnLineItems: {
          readonly nodes: ReadonlyArray<
            ReturnedLine_ReturnLineItem_Fragment | ReturnedLine_UnverifiedReturnLineItem_Fragment
          >;
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        };
      } & SentBackFragment
    >;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
} & OrderHeadFragment;

export type SalesPageQueryVariables = Exact<{
  filter: string;
  first: number;
  after: string | null | undefined;
  agreements: number;
  sales: number;
  customers: boolean;
  products: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type SalesPageQuery = {
  readonly orders: {
    readonly nodes: ReadonlyArray<OrderSalesFragment>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type ShipmentsPageQueryVariables = Exact<{
  filter: string;
  first: number;
  after: string | null | undefined;
  fulfillments: number;
  events: number;
  customers: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type ShipmentsPageQuery = {
  readonly orders: {
    readonly nodes: ReadonlyArray<OrderShipmentsFragment>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type ReturnsPageQueryVariables = Exact<{
  filter: string;
  first: number;
  after: string | null | undefined;
  returns: number;
  lines: number;
  customers: boolean;
  products: boolean;
  locations: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type ReturnsPageQuery = {
  readonly orders: {
    readonly nodes: ReadonlyArray<OrderReturnsFragment>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type ShopFactsQueryVariables = Exact<{ [key: string]: never }>;

export type ShopFactsQuery = {
  readonly shop: {
    readonly id: string;
    readonly name: string;
    readonly myshopifyDomain: string;
    readonly ianaTimezone: string;
    readonly currencyCode: CurrencyCode;
  };
  readonly currentAppInstallation: {
    readonly id: string;
    readonly accessScopes: ReadonlyArray<{ readonly handle: string }>;
  };
};

export type CountOrdersQueryVariables = Exact<{
  filter: string;
}>;

export type CountOrdersQuery = {
  readonly ordersCount: { readonly count: number; readonly precision: CountPrecision } | null;
};

export type OldestOrderQueryVariables = Exact<{ [key: string]: never }>;

export type OldestOrderQuery = {
  readonly orders: {
    readonly nodes: ReadonlyArray<{ readonly id: string; readonly createdAt: string }>;
  };
};

export type ReadablePartsQueryVariables = Exact<{
  customers: boolean;
  staff: boolean;
  addressCountry: boolean;
}>;

export type ReadablePartsQuery = {
  readonly orders: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly customer?: { readonly id: string } | null;
      readonly staffMember?: { readonly id: string } | null;
      readonly shippingAddress?: { readonly countryCodeV2: CountryCode | null } | null;
      readonly agreements: {
        readonly nodes: ReadonlyArray<
          | { readonly id: string; readonly user?: { readonly id: string } | null }
          | { readonly id: string; readonly user?: { readonly id: string } | null }
          | { readonly id: string; readonly user?: { readonly id: string } | null }
          | { readonly id: string; readonly user?: { readonly id: string } | null }
        >;
      };
    }>;
  };
};

export type NewestChangeQueryVariables = Exact<{ [key: string]: never }>;

export type NewestChangeQuery = {
  readonly orders: {
    readonly nodes: ReadonlyArray<{ readonly id: string; readonly updatedAt: string }>;
  };
};

export type DeletedOrdersQueryVariables = Exact<{
  filter: string;
  first: number;
  after: string | null | undefined;
}>;

export type DeletedOrdersQuery = {
  readonly events: {
    readonly nodes: ReadonlyArray<
      | {
          readonly subjectId: string;
          readonly subjectType: EventSubjectType;
          readonly id: string;
          readonly action: string;
          readonly createdAt: string;
        }
      | { readonly id: string; readonly action: string; readonly createdAt: string }
    >;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  } | null;
};

export type OrderIdsPageQueryVariables = Exact<{
  filter: string;
  first: number;
  after: string | null | undefined;
}>;

export type OrderIdsPageQuery = {
  readonly orders: {
    readonly nodes: ReadonlyArray<{ readonly id: string; readonly updatedAt: string }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type OrdersThereQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
}>;

export type OrdersThereQuery = {
  readonly nodes: ReadonlyArray<
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | null
  >;
};

export type ReportQueryVariables = Exact<{
  query: string;
}>;

export type ReportQuery = {
  readonly shopifyqlQuery: {
    readonly parseErrors: ReadonlyArray<string>;
    readonly tableData: {
      readonly rows: unknown;
      readonly columns: ReadonlyArray<{ readonly name: string; readonly dataType: ColumnDataType }>;
    } | null;
  } | null;
};

export type StartBulkMutationVariables = Exact<{
  query: string;
}>;

export type StartBulkMutation = {
  readonly bulkOperationRunQuery: {
    readonly bulkOperation: BulkStateFragment | null;
    readonly userErrors: ReadonlyArray<{
      readonly code: BulkOperationUserErrorCode | null;
      readonly field: ReadonlyArray<string> | null;
      readonly message: string;
    }>;
  } | null;
};

export type BulkProgressQueryVariables = Exact<{
  id: string | number;
}>;

export type BulkProgressQuery = { readonly bulkOperation: BulkStateFragment | null };

export type BulkRunningQueryVariables = Exact<{
  first: number;
}>;

export type BulkRunningQuery = {
  readonly bulkOperations: { readonly nodes: ReadonlyArray<BulkStateFragment> };
};

export type CancelBulkMutationVariables = Exact<{
  id: string | number;
}>;

export type CancelBulkMutation = {
  readonly bulkOperationCancel: {
    readonly bulkOperation: BulkStateFragment | null;
    readonly userErrors: ReadonlyArray<{
      readonly field: ReadonlyArray<string> | null;
      readonly message: string;
    }>;
  } | null;
};

export type BulkStateFragment = {
  readonly id: string;
  readonly status: BulkOperationStatus;
  readonly errorCode: BulkOperationErrorCode | null;
  readonly createdAt: string;
  readonly completedAt: string | null;
  readonly objectCount: string;
  readonly rootObjectCount: string;
  readonly fileSize: string | null;
  readonly url: string | null;
  readonly partialDataUrl: string | null;
};

export type SubscriptionsQueryVariables = Exact<{
  after: string | null | undefined;
}>;

export type SubscriptionsQuery = {
  readonly webhookSubscriptions: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly topic: WebhookSubscriptionTopic;
      readonly uri: string;
    }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type SubscribeMutationVariables = Exact<{
  topic: WebhookSubscriptionTopic;
  uri: string;
}>;

export type SubscribeMutation = {
  readonly webhookSubscriptionCreate: {
    readonly webhookSubscription: {
      readonly id: string;
      readonly topic: WebhookSubscriptionTopic;
      readonly uri: string;
    } | null;
    readonly userErrors: ReadonlyArray<{
      readonly field: ReadonlyArray<string> | null;
      readonly message: string;
    }>;
  } | null;
};

export type ResubscribeMutationVariables = Exact<{
  id: string | number;
  uri: string;
}>;

export type ResubscribeMutation = {
  readonly webhookSubscriptionUpdate: {
    readonly webhookSubscription: {
      readonly id: string;
      readonly topic: WebhookSubscriptionTopic;
      readonly uri: string;
    } | null;
    readonly userErrors: ReadonlyArray<{
      readonly field: ReadonlyArray<string> | null;
      readonly message: string;
    }>;
  } | null;
};

export type UnsubscribeMutationVariables = Exact<{
  id: string | number;
}>;

export type UnsubscribeMutation = {
  readonly webhookSubscriptionDelete: {
    readonly deletedWebhookSubscriptionId: string | null;
    readonly userErrors: ReadonlyArray<{
      readonly field: ReadonlyArray<string> | null;
      readonly message: string;
    }>;
  } | null;
};

/** What each operation takes and gives. */
export interface Operations {
  BulkSales: { data: BulkSalesQuery; variables: BulkSalesQueryVariables };
  BulkShipments: { data: BulkShipmentsQuery; variables: BulkShipmentsQueryVariables };
  BulkReturns: { data: BulkReturnsQuery; variables: BulkReturnsQueryVariables };
  BulkOrderIds: { data: BulkOrderIdsQuery; variables: BulkOrderIdsQueryVariables };
  SalesByIds: { data: SalesByIdsQuery; variables: SalesByIdsQueryVariables };
  ShipmentsByIds: { data: ShipmentsByIdsQuery; variables: ShipmentsByIdsQueryVariables };
  ReturnsByIds: { data: ReturnsByIdsQuery; variables: ReturnsByIdsQueryVariables };
  MoreAgreements: { data: MoreAgreementsQuery; variables: MoreAgreementsQueryVariables };
  MoreSales: { data: MoreSalesQuery; variables: MoreSalesQueryVariables };
  MoreReturns: { data: MoreReturnsQuery; variables: MoreReturnsQueryVariables };
  MoreReturnLines: { data: MoreReturnLinesQuery; variables: MoreReturnLinesQueryVariables };
  ParcelIds: { data: ParcelIdsQuery; variables: ParcelIdsQueryVariables };
  ParcelsByIds: { data: ParcelsByIdsQuery; variables: ParcelsByIdsQueryVariables };
  ParcelsEvents: { data: ParcelsEventsQuery; variables: ParcelsEventsQueryVariables };
  MoreEvents: { data: MoreEventsQuery; variables: MoreEventsQueryVariables };
  OrdersByIds: { data: OrdersByIdsQuery; variables: OrdersByIdsQueryVariables };
  RestocksByIds: { data: RestocksByIdsQuery; variables: RestocksByIdsQueryVariables };
  MoreRestocks: { data: MoreRestocksQuery; variables: MoreRestocksQueryVariables };
  MoreRestocked: { data: MoreRestockedQuery; variables: MoreRestockedQueryVariables };
  SalesPage: { data: SalesPageQuery; variables: SalesPageQueryVariables };
  ShipmentsPage: { data: ShipmentsPageQuery; variables: ShipmentsPageQueryVariables };
  ReturnsPage: { data: ReturnsPageQuery; variables: ReturnsPageQueryVariables };
  ShopFacts: { data: ShopFactsQuery; variables: ShopFactsQueryVariables };
  CountOrders: { data: CountOrdersQuery; variables: CountOrdersQueryVariables };
  OldestOrder: { data: OldestOrderQuery; variables: OldestOrderQueryVariables };
  ReadableParts: { data: ReadablePartsQuery; variables: ReadablePartsQueryVariables };
  NewestChange: { data: NewestChangeQuery; variables: NewestChangeQueryVariables };
  DeletedOrders: { data: DeletedOrdersQuery; variables: DeletedOrdersQueryVariables };
  OrderIdsPage: { data: OrderIdsPageQuery; variables: OrderIdsPageQueryVariables };
  OrdersThere: { data: OrdersThereQuery; variables: OrdersThereQueryVariables };
  Report: { data: ReportQuery; variables: ReportQueryVariables };
  StartBulk: { data: StartBulkMutation; variables: StartBulkMutationVariables };
  BulkProgress: { data: BulkProgressQuery; variables: BulkProgressQueryVariables };
  BulkRunning: { data: BulkRunningQuery; variables: BulkRunningQueryVariables };
  CancelBulk: { data: CancelBulkMutation; variables: CancelBulkMutationVariables };
  Subscriptions: { data: SubscriptionsQuery; variables: SubscriptionsQueryVariables };
  Subscribe: { data: SubscribeMutation; variables: SubscribeMutationVariables };
  Resubscribe: { data: ResubscribeMutation; variables: ResubscribeMutationVariables };
  Unsubscribe: { data: UnsubscribeMutation; variables: UnsubscribeMutationVariables };
}
