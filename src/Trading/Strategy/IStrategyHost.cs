using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Orders;

namespace Rialto.Trading.Strategy;

/// <summary>What a <see cref="StrategyContext"/> asks of the <c>Trader</c>; hides the type of its sink.</summary>
internal interface IStrategyHost
{
    Timestamp Now { get; }

    long Sequence { get; }

    Listing ListingOf(ListingId listing);

    bool HasEnded(ListingId listing);

    TradingTerms? TermsOf(ListingId listing);

    VenueCapabilities? VenueOf(ListingId listing);

    Quantity OpenOf(StrategySlot slot, ListingId listing, Side side);

    DepthBook BookOf(ListingId listing);

    Bbo LastOf(ListingId listing);

    int SymbolOf(ListingId listing);

    Nbbo NbboOf(int symbol);

    (int PriceScale, int QuantityScale) ScalesOf(int symbol);

    double Feature(StrategySlot slot, ListingId listing, int feature);

    bool IsWarm(StrategySlot slot, ListingId listing, int feature);

    DeskConditions ConditionsOf(ListingId listing);

    IntentResult Place(StrategySlot slot, in OrderIntent intent);

    IntentResult Cancel(StrategySlot slot, DeskOrderId order);

    IntentResult Amend(StrategySlot slot, DeskOrderId order, Price price, Quantity quantity);

    void CancelAll(StrategySlot slot);

    void Signal(StrategySlot slot, ListingId listing, int kind, double value);

    long SellableOf(ListingId listing);

    long CoverOf(ListingId listing);

    Quantity FitOf(ListingId listing, Price price, Quantity quantity);

    Int128 MoneyOf(ListingId listing);

    void Tell(StrategySlot slot, in DeskAudit told);
}
