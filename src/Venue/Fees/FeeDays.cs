using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;

namespace Rialto.Venue.Fees;

/// <summary>Fee days end, and families are rated (fees.md, section 5).</summary>
internal sealed class FeeDays<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly FeeBook _fees = market.Fees;
    private readonly Ledger _ledger = market.Ledger;
    private readonly Reports<TSink> _report = market.Report;

    /// <summary>A deadline came into being since the host last asked.</summary>
    public bool HasNewDeadline { get; set; }

    /// <summary>Switches fees on, where they are not.</summary>
    public void TurnOn() => HasNewDeadline |= _fees.TurnOn(_report.Time.Nanoseconds);

    /// <summary>Time has come this far: the fee day may be over.</summary>
    public void AdvanceTime()
    {
        if (_fees.IsOn && _report.Time.Nanoseconds >= _fees.Midnight)
            EndDay(_report.Time.Nanoseconds);
    }

    /// <summary>An account was made, or changed: as a new family it may meet a tier's conditions.</summary>
    public void RateAccount(int account)
    {
        if (_fees.IsOn && _ledger.Accounts.Find(account) is not 0 and var row && _ledger.Accounts[row].Parent == 0)
            Rate(row);
    }

    /// <summary>All families, ascending.</summary>
    public void RateAll()
    {
        foreach (var row in _ledger.Accounts.InOrder())
            if (_ledger.Accounts[row].Parent == 0)
                Rate(row);
    }

    /// <summary>Gives a family the tier it must have, and tells of it where anything about it has changed.</summary>
    public void Rate(int row)
    {
        ref var account = ref _ledger.Accounts[row];
        ref var family = ref _fees.FamilyOf(row);
        var tier = _fees.TierFor(row);
        if (tier == account.Tier && !family.HasChanged)
            return;
        account.Tier = tier;
        family.HasChanged = false;
        ref var e = ref _report.Begin(EventKind.FeesRated);
        e.Owner = new OwnerId(account.Id);
        e.Terms = new OrderTerms((ushort)(tier | (family.IsFixed ? FeeTerms.TierRemoved : 0)));
        e.Volume = Told(family.Window.Volume);
        e.MadeVolume = Told(family.Window.Made);
        e.OpenNs = Told(family.Window.OpenNs);
        e.QuotedNs = Told(family.Window.QuotedNs);
    }

    private static long Told(Int128 sum) => (long)Int128.Min(sum, long.MaxValue);

    private void EndDay(long now)
    {
        var ended = _fees.Day;
        _fees.Day = now / Timestamp.NanosecondsPerDay;
        HasNewDeadline = true;
        ref var e = ref _report.Begin(EventKind.FeeDayEnded);
        e.ExpireTime = new Timestamp(_fees.Day * Timestamp.NanosecondsPerDay);
        e.OrderId = new OrderId(ended);
        foreach (var book in _market.Books)
            if (book.Makers is { } makers)
                GatherTimes(book, makers, ended, now);
        GatherVolumes();
        KeepDay(ended);
        DropOldDays();
        ReleaseFixed(now);
        RateAll();
    }

    private void GatherTimes(Book book, Makers makers, long ended, long now)
    {
        foreach (var maker in makers.All)
        {
            maker.Advance(now);
            ref var e = ref _report.Begin(EventKind.FeeDayEnded);
            e.Instrument = new InstrumentId(book.Id);
            e.Owner = new OwnerId(maker.Account);
            e.OrderId = new OrderId(ended);
            e.ExpireTime = new Timestamp(_fees.Day * Timestamp.NanosecondsPerDay);
            e.OpenNs = maker.OpenNs;
            e.QuotedNs = maker.QuotedNs;
            FamilyOfAccount(maker.Account).Today += new FeeSums(0, 0, maker.OpenNs, maker.QuotedNs);
            maker.Restart();
        }
    }

    private void GatherVolumes()
    {
        for (var number = 1; number <= _ledger.Count; number++)
        {
            ref var balance = ref _ledger[number];
            if (balance.Traded == 0)
                continue;
            var weight = _fees.WeightOf(balance.Asset);
            _fees.FamilyOf(_ledger.Accounts.RootOf(balance.Row)).Today += new FeeSums(weight.VolumeOf(balance.Traded), weight.VolumeOf(balance.Made), 0, 0);
            balance.Traded = balance.Made = 0;
        }
    }

    private void KeepDay(long ended)
    {
        foreach (var row in _ledger.Accounts.InOrder())
        {
            ref var family = ref _fees.FamilyOf(row);
            if (family.Today == default)
                continue;
            _fees.Days.Add(new FamilyDay(ended, row, family.Today));
            family.Window += family.Today;
            family.Today = default;
            family.HasChanged = true;
        }
    }

    private void DropOldDays()
    {
        var old = 0;
        for (; old < _fees.Days.Count && _fees.Days[old].Day < _fees.Day - FeeBook.WindowDays; old++)
        {
            ref var family = ref _fees.FamilyOf(_fees.Days[old].Row);
            family.Window -= _fees.Days[old].Sums;
            family.HasChanged = true;
        }

        _fees.Days.RemoveRange(0, old);
    }

    private void ReleaseFixed(long now)
    {
        for (var row = 1; row <= _ledger.Accounts.Count; row++)
        {
            ref var family = ref _fees.FamilyOf(row);
            if (!family.IsFixed || family.FixedUntil == 0 || family.FixedUntil > now)
                continue;
            (family.FixedAt, family.FixedUntil) = (0, 0);
            family.HasChanged = true;
        }
    }

    private ref Family FamilyOfAccount(int account) => ref _fees.FamilyOf(_ledger.Accounts.RootOf(_ledger.Accounts.Find(account)));
}
