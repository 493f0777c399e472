using Rialto.Model.Markets;
using Rialto.Venue.Accounts;

namespace Rialto.Venue.Snapshots;

/// <summary>What a section about accounts holds; sections come in this order, as many of each as are needed.</summary>
internal enum AccountsPart : byte
{
    /// <summary>The number of the last movement, and all assets with their books.</summary>
    Assets = 0,
    Accounts = 1,

    /// <summary>Totals that are not zero. What is reserved follows from the covers.</summary>
    Balances = 2,

    /// <summary>The assets of settled instruments.</summary>
    Instruments = 3,

    /// <summary>What decides the cover of each live order of a settled instrument.</summary>
    Covers = 4,

    /// <summary>Remembered movements, oldest first.</summary>
    Movements = 5,
}

/// <summary>Saves assets, accounts and money; nothing where there are none. Cold.</summary>
internal sealed class AccountsSaving<TSink>(Market<TSink> market, StateWriter to)
    where TSink : struct, IEventSink
{
    private readonly SectionRows _rows = new(to, StateSection.Accounts);

    public void Save()
    {
        var ledger = market.Ledger;
        if (!ledger.Assets.Any() && ledger.Accounts.Count == 0)
            return;
        to.Add((byte)AccountsPart.Assets);
        to.Add(market.Movements.LastNumber);
        foreach (var books in ledger.Assets)
            Add(books);
        to.EndSection(StateSection.Accounts);
        foreach (var row in ledger.Accounts.InOrder())
        {
            _rows.Begin((byte)AccountsPart.Accounts);
            Add(ledger.Accounts[row]);
        }

        _rows.End();
        foreach (var balance in ledger.InOrder().Where(b => ledger[b].Total != 0))
        {
            _rows.Begin((byte)AccountsPart.Balances);
            to.Add(ledger[balance].Account);
            to.Add((int)ledger[balance].Asset);
            to.Add(ledger[balance].Total);
        }

        _rows.End();
        foreach (var book in market.Books)
        {
            if (book.Settlement is not { } terms)
                continue;
            _rows.Begin((byte)AccountsPart.Instruments);
            to.Add((int)book.Id);
            to.Add(terms.Base);
            to.Add(terms.Quote);
        }

        _rows.End();
        foreach (var slot in AccountsAuditing.CoveredSlots(market).OrderBy(slot => market.Orders[slot].OrderId))
        {
            _rows.Begin((byte)AccountsPart.Covers);
            to.Add(market.Orders[slot].OrderId);
            to.Add(market.Orders.Cover(slot).Ppm);
            to.Add(market.Orders[slot].Extras == 0 ? 0 : market.Orders.Extras(slot).Bound);
        }

        _rows.End();
        for (var age = 0; age < market.Movements.Count; age++)
        {
            _rows.Begin((byte)AccountsPart.Movements);
            Add(market.Movements[age]);
        }

        _rows.End();
    }

    private void Add(AssetLedger books)
    {
        to.Add(books.Asset.Id.Value);
        to.Add(books.Asset.Code);
        to.Add(books.Asset.Scale);
        to.Add(books.Deposited);
        to.Add(books.Withdrawn);
        to.Add(books.Held);
        to.Add(books.House);
    }

    private void Add(in AccountRow row)
    {
        to.Add(row.Id);
        to.Add(row.Parent);
        to.Add(row.Group);
        to.Add(row.Name);
        to.Add((ushort)row.Rights);
    }

    private void Add(in Movement movement)
    {
        to.Add(movement.Number);
        to.Add((byte)movement.Kind);
        to.Add(movement.Account);
        to.Add(movement.To);
        to.Add(movement.Asset);
        to.Add(movement.Amount);
        to.Add(movement.Reference);
    }
}
