namespace Rialto.Gateways.Fix.Application;

/// <summary>Tags of the application's messages; those of the session layer are <see cref="Wire.Fix.FixTag"/>. From 8000 on they are Rialto's own; docs/reference/rialto-fix44.xml has them all.</summary>
internal static class Tag
{
    public const int Account = 1;
    public const int AvgPx = 6;
    public const int ClOrdId = 11;
    public const int Commission = 12;
    public const int CommType = 13;
    public const int CumQty = 14;
    public const int Currency = 15;
    public const int ExecId = 17;
    public const int ExecInst = 18;
    public const int LastPx = 31;
    public const int LastQty = 32;
    public const int OrderId = 37;
    public const int OrderQty = 38;
    public const int OrdStatus = 39;
    public const int OrdType = 40;
    public const int OrigClOrdId = 41;
    public const int Price = 44;
    public const int Side = 54;
    public const int Symbol = 55;
    public const int TimeInForce = 59;
    public const int TransactTime = 60;
    public const int TradeDate = 75;
    public const int StopPx = 99;
    public const int CxlRejReason = 102;
    public const int OrdRejReason = 103;
    public const int MaxFloor = 111;
    public const int ExpireTime = 126;
    public const int NoRelatedSym = 146;
    public const int ExecType = 150;
    public const int LeavesQty = 151;
    public const int CashOrderQty = 152;
    public const int MdReqId = 262;
    public const int SubscriptionRequestType = 263;
    public const int MarketDepth = 264;
    public const int MdUpdateType = 265;
    public const int AggregatedBook = 266;
    public const int NoMdEntryTypes = 267;
    public const int NoMdEntries = 268;
    public const int MdEntryType = 269;
    public const int MdEntryPx = 270;
    public const int MdEntrySize = 271;
    public const int MdEntryDate = 272;
    public const int MdEntryTime = 273;
    public const int MdEntryId = 278;
    public const int MdUpdateAction = 279;
    public const int MdReqRejReason = 281;
    public const int MdEntryPositionNo = 290;
    public const int SecurityReqId = 320;
    public const int SecurityResponseId = 322;
    public const int SecurityStatusReqId = 324;
    public const int SecurityTradingStatus = 326;
    public const int HighPx = 332;
    public const int LowPx = 333;
    public const int TradSesReqId = 335;
    public const int TradingSessionId = 336;
    public const int TradSesStatus = 340;
    public const int NumberOfOrders = 346;
    public const int ExecRestatementReason = 378;
    public const int BusinessRejectRefId = 379;
    public const int TotNoRelatedSym = 393;
    public const int CxlRejResponseTo = 434;
    public const int MassCancelRequestType = 530;
    public const int MassCancelResponse = 531;
    public const int MassCancelRejectReason = 532;
    public const int TotalAffectedOrders = 533;
    public const int NoSides = 552;
    public const int SecurityListRequestType = 559;
    public const int SecurityRequestResult = 560;
    public const int RoundLot = 561;
    public const int MinTradeVol = 562;
    public const int TradSesStatusRejReason = 567;
    public const int TradeRequestId = 568;
    public const int TradeRequestType = 569;
    public const int PreviouslyReported = 570;
    public const int TradeReportId = 571;
    public const int MassStatusReqId = 584;
    public const int MassStatusReqType = 585;
    public const int TotNumTradeReports = 748;
    public const int TradeRequestResult = 749;
    public const int TradeRequestStatus = 750;
    public const int OrdStatusReqId = 790;
    public const int CopyMsgIndicator = 797;
    public const int LastLiquidityInd = 851;
    public const int TrdMatchId = 880;
    public const int LastFragment = 893;
    public const int TotNumReports = 911;
    public const int LastRptRequested = 912;
    public const int MinPriceIncrement = 969;
    public const int DisplayQty = 1138;
    public const int MaxTradeVol = 1140;
    public const int AggressorSide = 2446;

    /// <summary>What becomes of an order that meets one of its own group: the numbers of <see cref="Model.Orders.SelfTradePrevention"/>.</summary>
    public const int SelfTradePrevention = 8000;

    /// <summary>With ExecInst 6: the price slides instead of the order being refused.</summary>
    public const int PostOnlySlide = 8001;

    /// <summary>Market and stop orders: refused where the book cannot fill them whole.</summary>
    public const int RejectIfShort = 8002;

    /// <summary>The number of a reject or cancel reason.</summary>
    public const int ReasonCode = 8005;

    /// <summary>The exchange's sequence that made it so.</summary>
    public const int ExchangeSequence = 8006;

    /// <summary>An instrument's state: the numbers of <see cref="Model.Instruments.InstrumentState"/>.</summary>
    public const int TradingState = 8007;

    /// <summary>Decimals of a price.</summary>
    public const int PriceScale = 8008;

    /// <summary>Decimals of a quantity.</summary>
    public const int QuantityScale = 8009;

    /// <summary>Smallest price x quantity of a limit order.</summary>
    public const int MinNotional = 8010;

    /// <summary>Largest.</summary>
    public const int MaxNotional = 8011;
}
