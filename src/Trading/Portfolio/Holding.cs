using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Trading.Portfolio;

/// <summary>What a traded listing's numbers mean for money; made once, but for its rates.</summary>
internal sealed class Holding
{
    private readonly TradedListing _agreed;
    private Listing _listing;

    public Holding(int index, TradedListing traded, Listing listing, AssetRates rates)
    {
        (Index, _agreed, _listing) = (index, traded, listing);
        Traded = Within(listing);
        IsInverse = listing.ContractSize != 0 && listing.ContractUnit == listing.Quote;
        IsPaidInFull = traded.InitialMargin == 0;
        Size = listing.ContractSize == 0 ? 1 : listing.ContractSize;
        SizeScale = listing.ContractSize == 0 ? 0 : listing.ContractScale;
        ProductPower = Amounts.Scale - listing.PriceScale - listing.QuantityScale - SizeScale;
        SettleRate = rates.IndexOf(traded.Settle);
        QuoteRate = IsInverse && AssetCode.TryCreate(System.Text.Encoding.ASCII.GetBytes(listing.Quote), out var quote) ? rates.IndexOf(quote) : SettleRate;
        Rate(rates);
    }

    public int Index { get; }

    /// <summary>As agreed, within what the venue's list says now.</summary>
    public TradedListing Traded { get; private set; }

    public Listing Listing
    {
        get => _listing;
        set
        {
            _listing = value;
            Traded = Within(value);
        }
    }

    /// <summary>A contract is so much of the quote currency, and is settled in the base.</summary>
    public bool IsInverse { get; }

    /// <summary>Bought and sold for the whole price, not on margin.</summary>
    public bool IsPaidInFull { get; }

    /// <summary>An outcome that can be sold without being held: it costs one less the price then.</summary>
    public bool IsUncoveredOutcome => IsOutcome && !Traded.MustBeHeld;

    /// <summary>The venue tells its position: a contract, or an outcome, whose tokens have no name among the assets.</summary>
    public bool HasVenuePosition => !IsPaidInFull || IsOutcome;

    private bool IsOutcome => Listing.Kind == ListingKind.Outcome && Traded.Base.IsNone;

    /// <summary>Of a contract, at <see cref="SizeScale"/>; one for what is no contract.</summary>
    public long Size { get; }

    public int SizeScale { get; }

    /// <summary>Price units times quantity units times <see cref="Size"/> times ten to this is an amount in 10^-18.</summary>
    public int ProductPower { get; }

    public int SettleRate { get; }

    public int QuoteRate { get; }

    public int BaseAccount { get; set; } = -1;

    public int SettleAccount { get; set; }

    public int MarginAccount { get; set; } = -1;

    /// <summary>From price units times quantity units (of inverse contracts: from quantity units) to worth.</summary>
    public Multiplier Worth { get; private set; }

    /// <summary>From values of positions to worth.</summary>
    public Multiplier Settled { get; private set; }

    /// <summary>True where amounts of it have a worth.</summary>
    public bool HasRate => !Worth.IsNone && !Settled.IsNone;

    /// <summary>Takes new rates.</summary>
    public void Rate(AssetRates rates)
    {
        var (settle, settleScale) = rates[SettleRate];
        var (quote, quoteScale) = rates[QuoteRate];
        if (IsInverse)
        {
            Worth = Multiplier.Of(Size, quote, Amounts.Scale - Listing.QuantityScale - SizeScale - quoteScale);
            Settled = Multiplier.Of(1, settle, -settleScale);
        }
        else
        {
            Worth = Settled = Multiplier.Of(Size, settle, ProductPower - settleScale);
        }
    }

    /// <summary>The value of a quantity at twice a price, as <see cref="Position"/> counts it, times two for what is not inverse.</summary>
    public Int128 ValueAtTwice(long twicePrice, long quantity) =>
        !IsInverse ? (Int128)quantity * twicePrice
        : twicePrice == 0 ? 0
        : InverseNumerator(quantity) * 2 / twicePrice;

    /// <summary>What a quantity costs at twice a price, as <see cref="Position"/> counts it, towards zero.</summary>
    public Int128 CostAtTwice(long twicePrice, long quantity) => IsInverse ? ValueAtTwice(twicePrice, quantity) : ValueAtTwice(twicePrice, quantity) / 2;

    /// <summary>The value of a quantity at a price, as <see cref="Position"/> counts it; of inverse contracts towards zero.</summary>
    public Int128 ValueOf(long price, long quantity) =>
        !IsInverse ? (Int128)price * quantity
        : price == 0 ? 0
        : InverseNumerator(quantity) / price;

    /// <summary>What a quantity costs at a price, in 10^-18 of the settlement asset, rounded up or down.</summary>
    public Int128 AmountOf(long price, long quantity, bool up) =>
        IsInverse ? ValueOf(price, quantity) : Amounts.Shift((Int128)price * quantity * Size, ProductPower, up);

    /// <summary>A value as <see cref="Position"/> counts it, in 10^-18 of the settlement asset, towards zero.</summary>
    public Int128 AmountOf(Int128 value) => IsInverse ? value : Amounts.Shift(value * Size, ProductPower, up: false);

    /// <summary>A quantity in 10^-18 of the base.</summary>
    public Int128 BaseAmountOf(long quantity) => Amounts.Shift((Int128)quantity * Size, Amounts.Scale - Listing.QuantityScale - SizeScale, up: true);

    private TradedListing Within(Listing listing) => _agreed with { Terms = _agreed.Terms.Within(listing) };

    private Int128 InverseNumerator(long quantity) => Amounts.Shift((Int128)quantity * Size, Amounts.Scale + Listing.PriceScale - SizeScale - Listing.QuantityScale, up: false);
}
