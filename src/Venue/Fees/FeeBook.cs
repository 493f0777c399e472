using System.Runtime.CompilerServices;
using Rialto.Model.Fees;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;

namespace Rialto.Venue.Fees;

/// <summary>
/// The fee schedule and all that decides who pays what by it (docs/reference/fees.md). Families stand under the account table's row of their account without parent. The tier
/// itself stands in that row, where orders find it.
/// </summary>
internal sealed class FeeBook(Ledger ledger)
{
    /// <summary>Days of the window.</summary>
    public const int WindowDays = 30;

    private readonly FeeTier?[] _tiers = new FeeTier?[FeeTier.MaxNumber + 1];
    private readonly FeeRates[] _rates = new FeeRates[FeeTier.MaxNumber + 1];
    private readonly SortedDictionary<int, VolumeWeight> _weights = [];
    private Family[] _families = new Family[16];

    /// <summary>A command of fees was once accepted.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The fee day, in days since 1970.</summary>
    public long Day { get; set; }

    /// <summary>What families came to on the days of the window: ascending by day, then by account.</summary>
    public List<FamilyDay> Days { get; } = [];

    /// <summary>Makers of whom the command has touched a quote.</summary>
    public List<Maker> Touched { get; } = [];

    /// <summary>The tiers that are there, ascending. Cold.</summary>
    public IEnumerable<FeeTier> Tiers => _tiers.OfType<FeeTier>();

    /// <summary>The weights that are set, ascending by asset. Cold.</summary>
    public IEnumerable<VolumeWeight> Weights => _weights.Values;

    /// <summary>When the fee day may end, in nanoseconds; zero while fees are off.</summary>
    public long Midnight => IsOn ? (Day + 1) * Timestamp.NanosecondsPerDay : 0;

    /// <summary>Switches fees on, where they are not.</summary>
    /// <returns>True where this did it.</returns>
    public bool TurnOn(long now)
    {
        if (IsOn)
            return false;
        IsOn = ledger.CountsVolume = true;
        Day = now / Timestamp.NanosecondsPerDay;
        return true;
    }

    /// <summary>What an account pays on a book now; the account by a number of one of its balances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeeRates RatesOf(Book book, int balance, long now) => IsOn ? RatesOfAccount(book, ledger[balance].Row, now) : book.OwnRates;

    /// <summary>The highest of them: what most orders ask, with as few looks as may be.</summary>
    public int CoverPpmOf(Book book, int balance, long now)
    {
        if (book.HasPromotion)
            return RatesOf(book, balance, now).CoverPpm;
        var tier = IsOn ? ledger.Accounts.TierOf(ledger[balance].Row) : 0;
        return tier == 0 ? book.CoverPpm : _rates[tier].CoverPpm;
    }

    /// <summary>The same, the account by its row.</summary>
    public FeeRates RatesOfAccount(Book book, int row, long now)
    {
        var tier = IsOn ? ledger.Accounts.TierOf(row) : 0;
        var rates = tier == 0 ? book.OwnRates : _rates[tier];
        return book.Promotion is { } promotion && promotion.From.Nanoseconds <= now && now < promotion.Until.Nanoseconds ? rates.Lower(promotion.Rates) : rates;
    }

    public FeeTier? Find(int tier) => (uint)tier < (uint)_tiers.Length ? _tiers[tier] : null;

    public void Set(FeeTier tier)
    {
        _tiers[tier.Number] = tier;
        _rates[tier.Number] = tier.Rates;
    }

    public void Remove(int tier) => _tiers[tier] = null;

    public void Set(VolumeWeight weight)
    {
        if (weight.Multiplier == 0)
            _weights.Remove(weight.Asset.Value);
        else
            _weights[weight.Asset.Value] = weight;
    }

    public VolumeWeight WeightOf(int asset) => _weights.GetValueOrDefault(asset);

    /// <summary>Section 2: false where the house could pay more for a trade than it gets, tiers and these rates taken together.</summary>
    /// <param name="rates">The rates in question.</param>
    /// <param name="instead">The tier they are to take the place of; zero for none.</param>
    public bool IsFunded(FeeRates rates, int instead)
    {
        foreach (var tier in Tiers)
            if (tier.Number != instead && !tier.IsSubsidised)
                rates = rates.Lower(tier.Rates);
        return rates.MakerPpm + rates.TakerPpm >= 0 && rates.AuctionPpm >= 0;
    }

    /// <summary>A family by its row. Good until a family of a higher row is asked for.</summary>
    public ref Family FamilyOf(int row)
    {
        if (row >= _families.Length)
            Array.Resize(ref _families, Math.Max(row + 1, _families.Length * 2));
        return ref _families[row];
    }

    /// <summary>Section 5: the tier that a family must have.</summary>
    public int TierFor(int row)
    {
        ref var family = ref FamilyOf(row);
        if (family.IsFixed && (family.FixedAt == 1 || _tiers[family.FixedAt - 1] is not null))
            return family.FixedAt - 1;
        for (var number = FeeTier.MaxNumber; number > 0; number--)
            if (_tiers[number] is { } tier && Meets(family.Window, tier))
                return number;
        return 0;
    }

    /// <summary>The command is done: of makers it touched, what stood until now counts, and what stands is looked at.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void LookAtTouched(long now)
    {
        foreach (var maker in Touched)
        {
            maker.Advance(now);
            maker.Look();
            maker.IsTouched = false;
        }

        Touched.Clear();
    }

    private static bool Meets(in FeeSums window, FeeTier tier) =>
        window.Volume >= tier.MinVolume
        && (tier.MinUptimePpm == 0 || (window.OpenNs > 0 && window.QuotedNs * 1_000_000 >= window.OpenNs * tier.MinUptimePpm));
}
