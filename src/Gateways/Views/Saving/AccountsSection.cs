using System.Buffers;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>Assets, what instruments settle in, accounts with their balances, and the movements kept. Cold.</summary>
internal static class AccountsSection
{
    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var accounts = views.Accounts;
        if (accounts.AllAssets.Count == 0 && accounts.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(accounts.AllAssets.Count);
        foreach (var asset in accounts.AllAssets)
        {
            to.Add(asset.Id.Value);
            to.Add(asset.Code);
            to.Add(asset.Scale);
        }

        var settled = views.Instruments.Where(view => view.Instrument.IsSettled).ToList();
        to.Add(settled.Count);
        foreach (var view in settled)
        {
            to.Add(view.Instrument.Id.Value);
            to.Add(view.Instrument.BaseAsset.Value);
            to.Add(view.Instrument.QuoteAsset.Value);
        }

        // In the order they were made, so that parents come before their sub-accounts.
        to.Add(accounts.Count);
        foreach (var view in accounts.All.OrderBy(view => view.Created))
            Save(to, view);
        to.Add(accounts.Movements.Count);
        for (var age = accounts.Movements.Count - 1; age >= 0; age--)
            Save(to, accounts.Movements[age]);
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        var codes = new HashSet<Text36>();
        for (var left = Count(from, 41); left > 0; left--)
        {
            var asset = new Asset(new AssetId(from.Read<int>()), from.Read<Text36>(), from.Read<byte>());
            if (asset.Id.Value < 1 || asset.Scale > Asset.MaxScale || !codes.Add(asset.Code) || !views.Accounts.Add(asset))
                return $"asset {asset.Id} of the views is impossible";
        }

        for (var left = Count(from, 12); left > 0; left--)
        {
            var (id, baseAsset, quoteAsset) = (new InstrumentId(from.Read<int>()), new AssetId(from.Read<int>()), new AssetId(from.Read<int>()));
            if (views.Find(id) is not { } view)
                return $"instrument {id} of the views settles and is not there";
            view.Instrument = view.Instrument with { BaseAsset = baseAsset, QuoteAsset = quoteAsset };
        }

        // Orders were loaded before this was known of their instruments.
        foreach (var order in views.Orders.AllLive().Concat(views.Orders.AllFinished()))
            order.Picture.Instrument = views.Find(order.Picture.Instrument.Id)!.Instrument;

        for (var left = Count(from, 62); left > 0; left--)
        {
            if (LoadAccount(views, from) is { } fault)
                return fault;
        }

        for (var (left, last) = (Count(from, 81), 0L); left > 0; left--)
        {
            var movement = new Movement(
                from.Read<long>(), (CommandKind)from.Read<byte>(), new OwnerId(from.Read<int>()), new OwnerId(from.Read<int>()), new AssetId(from.Read<int>()), new Money(from.Read<long>()),
                from.Read<Text36>(), from.Read<long>(), new Timestamp(from.Read<long>()));
            var isTransfer = movement.Kind == CommandKind.Transfer;
            if (movement.Number <= last || movement.Kind is < CommandKind.Deposit or > CommandKind.Transfer || views.Accounts.Find(movement.Account) is null
                || (isTransfer && (movement.To == movement.Account || views.Accounts.Find(movement.To) is null)))
                return $"movement {movement.Number} of the views is impossible";
            last = movement.Number;
            views.Accounts.Add(movement);
        }

        return from.IsWhole ? null : "the accounts of the views are shorter or longer than they say";
    }

    private static void Save(FieldWriter to, AccountView view)
    {
        to.Add(view.Account.Id.Value);
        to.Add(view.Account.Parent.Value);
        to.Add(view.Account.Group.Value);
        to.Add(view.Account.Name);
        to.Add((ushort)view.Account.Rights);
        to.Add(view.Created);
        to.Add(view.Balances.Count);
        foreach (var balance in view.Balances)
        {
            to.Add(balance.Asset.Value);
            to.Add(balance.Total.Units);
            to.Add(balance.Reserved.Units);
            to.Add(balance.Sequence);
        }
    }

    private static void Save(FieldWriter to, Movement movement)
    {
        to.Add(movement.Number);
        to.Add((byte)movement.Kind);
        to.Add(movement.Account.Value);
        to.Add(movement.To.Value);
        to.Add(movement.Asset.Value);
        to.Add(movement.Amount.Units);
        to.Add(movement.Reference);
        to.Add(movement.Sequence);
        to.Add(movement.Time.Nanoseconds);
    }

    private static string? LoadAccount(ExchangeViews views, FieldReader from)
    {
        var account = new Account(new OwnerId(from.Read<int>()), new OwnerId(from.Read<int>()), new OwnerGroup(from.Read<int>()), from.Read<Text36>(), (AccountRights)from.Read<ushort>());
        if (account.Id.Value < 1 || views.Accounts.Find(account.Id) is not null || (account.Parent.Value != 0 && views.Accounts.Find(account.Parent) is null))
            return $"account {account.Id} of the views is impossible";
        var view = views.Accounts.Set(account, from.Read<long>());
        for (var left = Count(from, 28); left > 0; left--)
        {
            var balance = view.BalanceOf(new AssetId(from.Read<int>()));
            balance.Total = new Money(from.Read<long>());
            balance.Reserved = new Money(from.Read<long>());
            balance.Sequence = from.Read<long>();
        }

        return null;
    }

    /// <summary>A count of things that take so many bytes each; zero, and the reader spoilt, where there cannot be as many.</summary>
    private static int Count(FieldReader from, int bytesEach)
    {
        var count = from.Read<int>();
        if (count >= 0 && count <= from.LeftBytes / bytesEach)
            return count;
        from.ReadTo(new byte[(int)Math.Min(from.LeftBytes + 1, int.MaxValue)]);
        return 0;
    }
}
