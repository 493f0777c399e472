using System.Runtime.CompilerServices;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Accounts;

/// <summary>Tells, at the end of a command, which balances are not what they were before it (accounts.md, section 8).</summary>
internal sealed class BalanceReports<TSink>(Ledger ledger, Reports<TSink> report)
    where TSink : struct, IEventSink
{
    private readonly Ledger _ledger = ledger;
    private readonly Reports<TSink> _report = report;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Tell()
    {
        var touched = _ledger.Touched;
        if (touched.Length == 1)
            Tell(ref _ledger[touched[0]]);
        else
            TellMany();
        _ledger.ForgetTouched();
    }

    private void TellMany()
    {
        _ledger.SortTouched();
        foreach (var number in _ledger.Touched)
            Tell(ref _ledger[number]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Tell(ref Balance balance)
    {
        balance.IsTouched = false;
        if (balance.Total == balance.TotalBefore && balance.Reserved == balance.ReservedBefore)
            return;
        ref var e = ref _report.Begin(EventKind.BalanceChanged);
        e.Owner = new OwnerId(balance.Account);
        e.Asset = new AssetId(balance.Asset);
        e.Total = new Money(balance.Total);
        e.Reserved = new Money(balance.Reserved);
    }
}
