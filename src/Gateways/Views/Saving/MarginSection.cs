using System.Buffers;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>Contracts, positions, limits, insurance fund and notices as a section of saved views. Cold.</summary>
internal static class MarginSection
{
    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var margin = views.Margin;
        if (margin.IsEmpty)
            return;
        var to = new FieldWriter(target);
        to.Add(margin.Contracts.Count);
        foreach (var contract in margin.Contracts.Values)
            Save(to, contract);
        Save(to, margin.Limits);
        to.Add(margin.Accounts.Count);
        foreach (var account in margin.Accounts.Values)
            Save(to, account);
        to.Add(margin.Insurance.Count);
        foreach (var (asset, amount) in margin.Insurance)
        {
            to.Add(asset);
            to.Add(amount);
        }

        to.Add(margin.LastNotice);
        to.Add(margin.Calls);
        to.Add(margin.Liquidations);
        to.Add(margin.Deleverages);
        to.Add(margin.Notices.Count);
        for (var age = margin.Notices.Count - 1; age >= 0; age--)
        {
            to.Add(margin.Notices[age].Number);
            to.Add(margin.Notices[age].Event);
        }
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        var margin = views.Margin;
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            if (LoadContract(views, from) is { } wrong)
                return wrong;
        }

        foreach (var limit in LoadLimits(from, default))
            margin.Set(limit);
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            if (LoadAccount(views, from) is { } wrong)
                return wrong;
        }

        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            margin.SetInsurance(new AssetId(from.Read<int>()), from.Read<Int128>());
        var (lastNotice, calls, liquidations, deleverages) = (from.Read<long>(), from.Read<long>(), from.Read<long>(), from.Read<long>());
        var last = 0L;
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var notice = new MarginNotice(from.Read<long>(), from.Read<ExchangeEvent>());
            if (notice.Number <= last || notice.Number > lastNotice || notice.Event.Owner.Value < 1)
                return $"margin notice {notice.Number} of the views is impossible";
            last = notice.Number;
            margin.Add(notice);
        }

        margin.Restore(lastNotice, calls, liquidations, deleverages);
        return from.IsWhole ? null : "the contracts of the views are shorter or longer than they say";
    }

    private static void Save(FieldWriter to, ContractView contract)
    {
        to.Add(Command.SetContract(contract.Id, contract.Terms));
        to.Add(contract.Mark.Units);
        to.Add(contract.MarkSequence);
        to.Add(contract.MarkTime.Nanoseconds);
        to.Add(contract.FundingRate);
        to.Add(contract.FundingTime.Nanoseconds);
        to.Add(contract.IsSettled ? (byte)1 : (byte)0);
        to.Add(contract.OpenInterest);
    }

    private static void Save(FieldWriter to, MarginAccountView account)
    {
        to.Add(account.Owner.Value);
        to.Add(account.Tier);
        to.Add(account.Positions.Count);
        foreach (var position in account.Positions.Values)
        {
            to.Add(position.Contract.Value);
            to.Add(position.Quantity);
            to.Add(position.Cost.Units);
            to.Add(position.Realised.Units);
            to.Add(position.Funding.Units);
            to.Add(position.IsolatedMargin.Units);
            to.Add(position.Leverage);
            to.Add((byte)position.Mode);
            to.Add(position.Sequence);
            to.Add(position.Time.Nanoseconds);
        }

        Save(to, account.Limits.Values);
        to.Add(account.Liquidating.Count);
        foreach (var (asset, contract) in account.Liquidating)
        {
            to.Add(asset);
            to.Add(contract);
        }
    }

    private static void Save(FieldWriter to, IEnumerable<PositionLimit> limits)
    {
        to.Add(limits.Count());
        foreach (var limit in limits)
        {
            to.Add(limit.Instrument.Value);
            to.Add(limit.Tier);
            to.Add(limit.MaxPosition.Units);
            to.Add(limit.MaxOrder.Units);
        }
    }

    private static string? LoadContract(ExchangeViews views, FieldReader from)
    {
        var set = from.Read<Command>();
        var terms = set.ToContract();
        if (views.Find(set.Instrument) is null || views.Margin.Find(set.Instrument) is not null || terms.Multiplier < 1 || terms.InitialPpm is < 1 or > 1_000_000)
            return $"contract {set.Instrument} of the views is impossible";
        var contract = new ContractView(set.Instrument, terms)
        {
            Mark = new Price(from.Read<long>()),
            MarkSequence = from.Read<long>(),
            MarkTime = new Timestamp(from.Read<long>()),
            FundingRate = from.Read<long>(),
            FundingTime = new Timestamp(from.Read<long>()),
            IsSettled = from.Read<byte>() == 1,
            OpenInterest = from.Read<Int128>(),
        };
        views.Margin.Add(contract);
        return null;
    }

    private static string? LoadAccount(ExchangeViews views, FieldReader from)
    {
        var owner = new OwnerId(from.Read<int>());
        if (owner.Value < 1 || views.Margin.Find(owner) is not null)
            return $"margin account {owner} of the views is impossible";
        var account = views.Margin.AccountOf(owner);
        account.Tier = from.Read<int>();
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var position = account.PositionIn(new InstrumentId(from.Read<int>()));
            position.Quantity = from.Read<long>();
            position.Cost = new Money(from.Read<long>());
            position.Realised = new Money(from.Read<long>());
            position.Funding = new Money(from.Read<long>());
            position.IsolatedMargin = new Money(from.Read<long>());
            position.Leverage = from.Read<int>();
            position.Mode = (MarginMode)from.Read<byte>();
            position.Sequence = from.Read<long>();
            position.Time = new Timestamp(from.Read<long>());
        }

        foreach (var limit in LoadLimits(from, owner))
            account.Set(limit);
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            account.SetLiquidating(new AssetId(from.Read<int>()), new InstrumentId(from.Read<int>()), isLiquidating: true);
        return null;
    }

    private static List<PositionLimit> LoadLimits(FieldReader from, OwnerId owner)
    {
        var limits = new List<PositionLimit>();
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            limits.Add(new PositionLimit(new InstrumentId(from.Read<int>()), owner, from.Read<int>(), new Quantity(from.Read<long>()), new Quantity(from.Read<long>())));
        return limits;
    }
}
