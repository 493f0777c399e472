using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Accounts;
using Rialto.Venue.Fees;

namespace Rialto.Venue.Snapshots;

/// <summary>Puts fees of a saved state back; tiers of families and quotes of makers once accounts and orders are. Believes nothing it reads. Cold.</summary>
internal sealed class FeesLoading<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly FeeBook _fees = market.Fees;
    private readonly Ledger _ledger = market.Ledger;
    private FeesPart _before;
    private bool _hasBegun;
    private (long First, long Second) _last;

    /// <summary>Reads one section. What is wrong with it, or null.</summary>
    public string? Read(FieldReader from)
    {
        var part = (FeesPart)from.Read<byte>();
        if (part > FeesPart.Makers || part < _before || (part != FeesPart.Day && !_hasBegun) || (part == FeesPart.Day && _hasBegun))
            return "its sections of fees are out of order";
        if (part != _before)
            _last = (long.MinValue, long.MinValue);
        _before = part;
        var row = new long[FeeRows<TSink>.WidthOf(part)];
        while (from.HasMore)
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = from.Read<long>();
            if (from.IsShort || !TryRead(part, row))
                return $"its {part.ToString().ToLowerInvariant()} of fees are impossible";
        }

        return from.IsWhole && _hasBegun ? null : "its fees are impossible";
    }

    /// <summary>Accounts and orders are where they were. What is wrong, or null.</summary>
    public string? PutBack()
    {
        if (!_fees.IsOn)
            return null;
        for (var row = 1; row <= _ledger.Accounts.Count; row++)
            if (_ledger.Accounts[row].Parent == 0)
                _ledger.Accounts[row].Tier = _fees.TierFor(row);
            else if (_fees.FamilyOf(row) is var family && (family.IsFixed || family.Today != default || family.Window != default))
                return $"sub-account {_ledger.Accounts[row].Id} has fees of a family";
        foreach (var book in market.Books)
            foreach (var maker in book.Makers?.All ?? [])
            {
                maker.Look();
                maker.IsTouched = false;
            }

        _fees.Touched.Clear();
        return null;
    }

    private bool TryRead(FeesPart part, long[] row) => part switch
    {
        FeesPart.Day => TryReadDay(row),
        FeesPart.Tiers => TryReadTier(row),
        FeesPart.Weights => TryReadWeight(row),
        FeesPart.Families => TryReadFamily(row),
        FeesPart.Days => TryReadFamilyDay(row),
        FeesPart.Volumes => TryReadVolume(row),
        FeesPart.Promotions => TryReadPromotion(row),
        _ => TryReadMaker(row),
    };

    private bool TryReadDay(long[] row)
    {
        if (_hasBegun || row[0] < 0 || row[0] > long.MaxValue / Timestamp.NanosecondsPerDay - 2)
            return false;
        _hasBegun = true;
        _fees.TurnOn(0);
        _fees.Day = row[0];
        return true;
    }

    private bool TryReadTier(long[] row)
    {
        if (!TryFollow(row[0], 0) || row[0] > FeeTier.MaxNumber || !AreInts(row.AsSpan(7, 4)) || row[11] is not (0 or 1))
            return false;
        var tier = new FeeTier((int)row[0], Text(row), row[6], (int)row[7], Rates(row), row[11] == 1);
        if (!FeeChecks.IsPossible(tier))
            return false;
        _fees.Set(tier);
        return true;
    }

    private bool TryReadWeight(long[] row)
    {
        if (!TryFollow(row[0], 0) || row[0] is < 1 or > AssetId.MaxId || _ledger.FindAsset((int)row[0]) is null)
            return false;
        var weight = new VolumeWeight(new AssetId((int)row[0]), row[1], row[2]);
        if (weight.Multiplier == 0 || !FeeChecks.IsPossible(weight))
            return false;
        _fees.Set(weight);
        return true;
    }

    private bool TryReadFamily(long[] row)
    {
        var today = new FeeSums(0, 0, FeeRows<TSink>.Sum(row[3], row[4]), FeeRows<TSink>.Sum(row[5], row[6]));
        if (!TryFollow(row[0], 0) || AccountOf(row[0]) is not (> 0 and var at) || row[1] is < 0 or > FeeTier.MaxNumber + 1 || row[2] < 0 || !IsPossible(today))
            return false;
        ref var family = ref _fees.FamilyOf(at);
        (family.FixedAt, family.FixedUntil, family.Today) = ((int)row[1], row[2], today);
        return true;
    }

    private bool TryReadFamilyDay(long[] row)
    {
        var sums = new FeeSums(
            FeeRows<TSink>.Sum(row[2], row[3]), FeeRows<TSink>.Sum(row[4], row[5]), FeeRows<TSink>.Sum(row[6], row[7]), FeeRows<TSink>.Sum(row[8], row[9]));
        if (!TryFollow(row[0], row[1]) || row[0] >= _fees.Day || row[0] < _fees.Day - FeeBook.WindowDays || AccountOf(row[1]) is not (> 0 and var at) || sums == default || !IsPossible(sums))
            return false;
        _fees.Days.Add(new FamilyDay(row[0], at, sums));
        _fees.FamilyOf(at).Window += sums;
        return true;
    }

    private bool TryReadVolume(long[] row)
    {
        if (!TryFollow(row[0], row[1]) || AccountOf(row[0]) <= 0 || row[1] is < 1 or > AssetId.MaxId || _ledger.FindAsset((int)row[1]) is null
            || row[2] is < 1 or > Asset.MaxHeld || row[3] < 0 || row[3] > row[2])
            return false;
        ref var balance = ref _ledger[_ledger.FindOrAdd((int)row[0], (int)row[1])];
        (balance.Traded, balance.Made) = (row[2], row[3]);
        return true;
    }

    private bool TryReadPromotion(long[] row)
    {
        if (!TryFollow(row[0], 0) || row[0] is < 1 or > Instrument.MaxId || market.Find((int)row[0]) is not { } book || !AreInts(row.AsSpan(8, 3)) || row[11] is not (0 or 1))
            return false;
        var promotion = new Promotion(
            new InstrumentId((int)row[0]), Text(row), new Timestamp(row[6]), new Timestamp(row[7]), Rates(row), row[11] == 1);
        if (!promotion.Name.IsWellFormed || !promotion.Rates.ArePossible || !FeeChecks.IsPeriod(promotion))
            return false;
        book.Promotion = promotion;
        return true;
    }

    private bool TryReadMaker(long[] row)
    {
        if (!TryFollow(row[0], row[1]) || row[0] is < 1 or > Instrument.MaxId || market.Find((int)row[0]) is not { } book || AccountOf(row[1]) <= 0
            || !FeeChecks.IsQuoting(row[2], row[3]) || row[4] < 0 || row[4] > market.Report.Time.Nanoseconds || row[5] < 0 || row[6] < 0 || row[6] > row[5])
            return false;
        var maker = new Maker((int)row[1], book) { WidthPpm = (int)row[2], Size = row[3] };
        maker.Restore(row[4], row[5], row[6]);
        book.EnsureMakers(_fees.Touched).Add(maker);
        return true;
    }

    /// <summary>Rows ascend.</summary>
    private bool TryFollow(long first, long second)
    {
        var follows = (first, second).CompareTo(_last) > 0;
        _last = (first, second);
        return follows;
    }

    /// <summary>The row of an account; zero where there is none.</summary>
    private int AccountOf(long account) => account is < 1 or > int.MaxValue ? 0 : _ledger.Accounts.Find((int)account);

    private static bool IsPossible(in FeeSums sums) =>
        sums.Volume >= sums.Made && sums.Made >= 0 && sums.OpenNs >= sums.QuotedNs && sums.QuotedNs >= 0 && sums.Volume < Most && sums.OpenNs < Most;

    private static Int128 Most => Int128.One << 118;

    private static bool AreInts(ReadOnlySpan<long> words)
    {
        foreach (var word in words)
            if (word != (int)word)
                return false;
        return true;
    }

    private static Text36 Text(long[] row) => new((ulong)row[1], (ulong)row[2], (ulong)row[3], (ulong)row[4], (uint)row[5]);

    private static FeeRates Rates(long[] row) => new((int)row[8], (int)row[9], (int)row[10]);
}
