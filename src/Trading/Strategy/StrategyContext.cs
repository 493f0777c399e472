using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Orders;

namespace Rialto.Trading.Strategy;

/// <summary>
/// A strategy's desk: what it may see and ask for. One for each instance, the same object at every call. Only to be used inside a call. Allocates nothing.
/// </summary>
public sealed class StrategyContext
{
    private readonly StrategySlot _slot;
    private readonly IStrategyHost _host;

    internal StrategyContext(StrategySlot slot, IStrategyHost host) => (_slot, _host) = (slot, host);

    /// <summary>Number of the instance.</summary>
    public StrategyId Id => _slot.Id;

    /// <summary>Name of the instance, as configured.</summary>
    public string Name => _slot.Name;

    /// <summary>What becomes of its orders.</summary>
    public StrategyMode Mode => _slot.Mode;

    /// <summary>Where in its life it is.</summary>
    public StrategyState State => _slot.State;

    /// <summary>The time of the input being handled: the latest that the desk has been told.</summary>
    public Timestamp Now => _host.Now;

    /// <summary>Number of the input being handled.</summary>
    public long Sequence => _host.Sequence;

    /// <summary>What its positions and open orders may be worth together, in the reporting currency; zero where only the desk's limits count. Risk holds it to it.</summary>
    public decimal Capital => _slot.Capital;

    /// <summary>Its listings, in the order of its configuration.</summary>
    public ReadOnlySpan<ListingId> Listings => _slot.Listings;

    /// <summary>What a listing's numbers mean.</summary>
    public Listing ListingOf(ListingId listing) => _host.ListingOf(listing);

    /// <summary>True where a listing is over: closed by its venue, or told what it pays at its end. No order of it is taken any more.</summary>
    public bool HasEnded(ListingId listing) => _host.HasEnded(listing);

    /// <summary>The place of a listing in <see cref="Listings"/>; -1 where it is not one of them.</summary>
    public int PlaceOf(ListingId listing) => _slot.PlaceOf(listing);

    /// <summary>What trading a listing costs, and how small and large orders may be; null where the desk was not told.</summary>
    public TradingTerms? TermsOf(ListingId listing) => _host.TermsOf(listing);

    /// <summary>What the venue of a listing can be asked for; null where the desk was not told.</summary>
    public VenueCapabilities? VenueOf(ListingId listing) => _host.VenueOf(listing);

    /// <summary>A book.</summary>
    public BookView Book(ListingId listing) => new(_host.BookOf(listing));

    /// <summary>A book's best prices, in the listing's units: the last that were believed.</summary>
    public Bbo Best(ListingId listing) => _host.LastOf(listing);

    /// <summary>Number of the symbol that a listing belongs to.</summary>
    public int SymbolOf(ListingId listing) => _host.SymbolOf(listing);

    /// <summary>The best prices over all venues of a symbol, in the symbol's own scales.</summary>
    public Nbbo NbboOf(int symbol) => _host.NbboOf(symbol);

    /// <summary>Scales of a symbol's best prices: the finest of its listings.</summary>
    public (int PriceScale, int QuantityScale) ScalesOf(int symbol) => _host.ScalesOf(symbol);

    /// <summary>A feature of a listing; meaningless until it <see cref="IsWarm"/>.</summary>
    /// <param name="listing">One of its listings.</param>
    /// <param name="feature">Its place in <see cref="StrategyDeclaration.Features"/>.</param>
    public double Feature(ListingId listing, int feature) => _host.Feature(_slot, listing, feature);

    /// <summary>True where a feature has seen enough to mean something.</summary>
    public bool IsWarm(ListingId listing, int feature) => _host.IsWarm(_slot, listing, feature);

    /// <summary>The value of one of its parameters now.</summary>
    /// <exception cref="ArgumentException">It did not declare it.</exception>
    public T Get<T>(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Read(_slot.ValueOf(parameter));
    }

    /// <summary>What it holds of a listing by its own fills, in the listing's units: negative where it has sold more than it bought.</summary>
    public long Position(ListingId listing) => _slot.PositionOf(listing);

    /// <summary>
    /// What its own orders of a listing may still trade on one side, in the listing's units: live ones, those of unknown outcome, and what a venue told as filled before the fills came. With
    /// <see cref="Position"/> it is the most that the strategy can hold: who asks for no more than is left of its wish never gets more than it wished.
    /// </summary>
    public Quantity Open(ListingId listing, Side side) => _host.OpenOf(_slot, listing, side);

    /// <summary>
    /// What the account at the listing's venue could sell of it now without buying first, in the listing's units: the free balance, or of an outcome what is held. All there can be for contracts,
    /// which margin bounds; zero while the venue has not told balances.
    /// </summary>
    public long Sellable(ListingId listing) => _host.SellableOf(listing);

    /// <summary>
    /// What the account at the listing's venue has of it, also where orders hold it back, in the listing's units: a long position beyond it cannot be closed, as where the venue took its fee of a purchase
    /// in what was bought. All there can be for contracts, and where balances are not told.
    /// </summary>
    public long Cover(ListingId listing) => _host.CoverOf(listing);

    /// <summary>The most of a quantity that one order at this price may have: by the limits of an order's quantity and notional, and the venue's largest order. Not rounded to the lot.</summary>
    public Quantity Fit(ListingId listing, Price price, Quantity quantity) => _host.FitOf(listing, price, quantity);

    /// <summary>What the account at the listing's venue has free of the currency that the listing is paid in, in 10^-18; zero while the venue has not told it.</summary>
    public Int128 Money(ListingId listing) => _host.MoneyOf(listing);

    /// <summary>What it has made and lost on a listing, exactly.</summary>
    public PnlSplit Pnl(ListingId listing) => _slot.PnlOf(listing);

    /// <summary>Its orders that have not ended, oldest first. Valid until the next request.</summary>
    public ReadOnlySpan<StrategyOrder> Orders => _slot.Orders;

    /// <summary>One of its orders that have not ended.</summary>
    public bool TryFind(DeskOrderId order, out StrategyOrder found) => _slot.TryFind(order, out found);

    /// <summary>What is not as it should be at a listing.</summary>
    public DeskConditions ConditionsOf(ListingId listing) => _host.ConditionsOf(listing);

    /// <summary>Asks for an order, as it says.</summary>
    public IntentResult Place(in OrderIntent intent) => _host.Place(_slot, in intent);

    /// <summary>Asks for an order that rests: a limit order that never takes and stands until it is cancelled.</summary>
    public IntentResult Quote(ListingId listing, Side side, Price price, Quantity quantity, long tag = 0) => _host.Place(_slot, new OrderIntent
    {
        Kind = OrderIntentKind.Place,
        Listing = listing,
        Side = side,
        Type = OrderType.Limit,
        Price = price,
        Quantity = quantity,
        TimeInForce = TimeInForce.Gtc,
        PostOnly = true,
        Tag = tag,
    });

    /// <summary>Asks for an order that trades at once at its limit or better; what does not is over.</summary>
    public IntentResult Take(ListingId listing, Side side, Price limit, Quantity quantity, long tag = 0) => _host.Place(_slot, new OrderIntent
    {
        Kind = OrderIntentKind.Place,
        Listing = listing,
        Side = side,
        Type = OrderType.Limit,
        Price = limit,
        Quantity = quantity,
        TimeInForce = TimeInForce.Ioc,
        Tag = tag,
    });

    /// <summary>Asks for the end of an order of its own.</summary>
    public IntentResult Cancel(DeskOrderId order) => _host.Cancel(_slot, order);

    /// <summary>Asks for another price and quantity of an order of its own; where the venue cannot, it is cancelled, and the strategy places anew when it has ended.</summary>
    /// <param name="order">Which.</param>
    /// <param name="price">Its limit from now on.</param>
    /// <param name="quantity">All of it from now on, what is filled included.</param>
    public IntentResult Amend(DeskOrderId order, Price price, Quantity quantity) => _host.Amend(_slot, order, price, quantity);

    /// <summary>Asks for the end of all its orders.</summary>
    public void CancelAll() => _host.CancelAll(_slot);

    /// <summary>Sets a timer anew: <see cref="IStrategy.OnTimer"/> is called once, with the first input at or after the time.</summary>
    /// <param name="timer">0 to <see cref="StrategyDeclaration.Timers"/> less one.</param>
    /// <param name="afterMs">From now, in milliseconds; at least 1.</param>
    public void SetTimer(int timer, long afterMs) => _slot.SetTimer(timer, new Timestamp(_host.Now.Nanoseconds + Math.Clamp(afterMs, 1, 86_400_000_000) * 1_000_000));

    /// <summary>Puts a timer out.</summary>
    public void ClearTimer(int timer) => _slot.SetTimer(timer, Timestamp.None);

    /// <summary>Writes a signal to the audit, and to who shows signals.</summary>
    /// <param name="listing">About what.</param>
    /// <param name="kind">Which of the strategy's own signals, from 0.</param>
    /// <param name="value">Its value.</param>
    public void Signal(ListingId listing, int kind, double value) => _host.Signal(_slot, listing, kind, value);

    /// <summary>Tells an opportunity to the audit, and to who shows opportunities.</summary>
    public void Tell(in Opportunity seen) => _host.Tell(_slot, new DeskAudit
    {
        Kind = DeskAuditKind.Opportunity,
        Listing = seen.First,
        Number = seen.Second,
        Price = seen.FirstPrice,
        OtherPrice = seen.SecondPrice,
        Quantity = seen.Quantity,
        Value = seen.Net,
        Other = seen.Key,
        Code = (ushort)seen.Step,
    });

    /// <summary>Tells what became of a set of legs.</summary>
    internal void Tell(in DeskAudit told) => _host.Tell(_slot, in told);
}
