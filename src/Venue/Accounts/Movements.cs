using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Tables;

namespace Rialto.Venue.Accounts;

/// <summary>A deposit, withdrawal or transfer that was done.</summary>
internal struct Movement
{
    public long Number;
    public CommandKind Kind;
    public int Account;
    public int To;
    public int Asset;
    public long Amount;
    public Text36 Reference;

    /// <summary>What a command asks for, not yet numbered.</summary>
    public static Movement Of(in Command command) => new()
    {
        Kind = command.Kind,
        Account = command.Owner.Value,
        To = command.Kind == CommandKind.Transfer ? command.To.Value : 0,
        Asset = command.Asset.Value,
        Amount = command.Amount.Units,
        Reference = command.Text,
    };

    /// <summary>True where both ask for the same.</summary>
    public readonly bool IsResendOf(in Movement first) =>
        Kind == first.Kind && Account == first.Account && To == first.To && Asset == first.Asset && Amount == first.Amount && Reference == first.Reference;

    public readonly EventKind EventKind => Kind switch
    {
        CommandKind.Deposit => EventKind.Deposited,
        CommandKind.Withdraw => EventKind.Withdrawn,
        _ => EventKind.Transferred,
    };
}

/// <summary>The last so many movements, for resends (accounts.md, section 4): a ring by age, and an index by account and reference.</summary>
internal sealed class Movements(int capacity, TableKey key)
{
    private readonly IndexTable _index = new();
    private Movement[] _rows = new Movement[16];
    private int _oldest;

    /// <summary>Remembered now.</summary>
    public int Count { get; private set; }

    /// <summary>The number of the last movement; zero before the first.</summary>
    public long LastNumber { get; set; }

    /// <summary>The remembered movements, oldest first, 0 to <see cref="Count"/> - 1.</summary>
    public ref readonly Movement this[int age] => ref _rows[(_oldest + age) % _rows.Length];

    /// <summary>The remembered movement of this account with this reference; false where there is none.</summary>
    public bool TryFind(int account, in Text36 reference, out Movement first)
    {
        var name = key.Mix(account, reference);
        var row = (int)_index.Find(name);
        while (row != 0 && !(_rows[row - 1].Account == account && _rows[row - 1].Reference == reference))
            row = (int)_index.Next(name, (ulong)row);
        first = row == 0 ? default : _rows[row - 1];
        return row != 0;
    }

    public void Remember(in Movement movement)
    {
        if (capacity == 0)
            return;
        if (Count == capacity)
            Forget();
        else if (Count == _rows.Length)
            Array.Resize(ref _rows, Math.Min(capacity, Count * 2)); // not gone round yet: it does so only once it is full
        var at = (_oldest + Count++) % _rows.Length;
        _rows[at] = movement;
        _index.Add(key.Mix(movement.Account, movement.Reference), (ulong)at + 1);
    }

    /// <summary>Adds one of a saved state, oldest first. False where there is no room, or its reference is there already.</summary>
    public bool TryRestore(in Movement movement)
    {
        if (Count >= capacity || TryFind(movement.Account, movement.Reference, out _))
            return false;
        Remember(movement);
        return true;
    }

    private void Forget()
    {
        ref var oldest = ref _rows[_oldest];
        _index.Remove(key.Mix(oldest.Account, oldest.Reference), (ulong)_oldest + 1);
        _oldest = (_oldest + 1) % _rows.Length;
        Count--;
    }
}
