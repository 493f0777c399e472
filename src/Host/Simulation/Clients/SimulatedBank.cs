using Rialto.Gateways.Orders;
using Rialto.Host.Simulation.Checks;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation.Clients;

/// <summary>
/// The bank outside: it pays clients' money in and out and between them, under references of its own, sends again whatever it does not know the fate of, and keeps its own books of what was done.
/// At rest the exchange's books must be these.
/// </summary>
internal sealed class SimulatedBank(SimulatedWorld world)
{
    // A movement and how often it was sent. A refusal is its end only where it answers the last copy: refusals are not remembered, so a copy behind it may still be done.
    private readonly Dictionary<Text36, (Command Command, int Copies)> _unknown = [];
    private readonly Dictionary<AssetId, (Int128 In, Int128 Out)> _done = [];
    private int _lastReference;

    /// <summary>The fate of everything it asked for is known.</summary>
    public bool IsContent => _unknown.Count == 0;

    /// <summary>Movements that the exchange has said are done.</summary>
    public long Done { get; private set; }

    /// <summary>Asks for a movement.</summary>
    /// <returns>What it asked for, in words; null where it asked for nothing.</returns>
    public string? Ask(SimulatedNode node, Dice dice)
    {
        var setting = world.Setting;
        if (setting.Assets.Count == 0)
            return null;
        var owner = new OwnerId((int)dice.Between(1, setting.Holders));
        var asset = setting.Assets[dice.Below(setting.Assets.Count)];
        var reference = Text36.Of($"m{++_lastReference}");
        var amount = new Money(dice.Percent(80) ? setting.UsualAmount(asset) * dice.Between(1, 40) : dice.Between(1, 5_000));
        var command = dice.Weighted(60, 25, 15) switch
        {
            0 => Command.Deposit(owner, asset.Id, amount, reference),
            1 => Command.Withdraw(owner, asset.Id, Part(node, owner, asset.Id, dice), reference),
            _ => Command.Transfer(owner, new OwnerId((int)dice.Between(1, setting.Holders)), asset.Id, Part(node, owner, asset.Id, dice), reference),
        };
        return Send(node, in command);
    }

    /// <summary>Sends a movement again whose fate is not known.</summary>
    public string? Resend(SimulatedNode node, Dice dice)
    {
        if (_unknown.Count == 0)
            return null;
        var again = _unknown.Values.ElementAt(dice.Below(_unknown.Count)).Command;
        return "again: " + Send(node, in again);
    }

    /// <summary>The exchange's books of what came and went are the bank's.</summary>
    /// <exception cref="Violation">They are not.</exception>
    public void Compare(AccountsState state)
    {
        foreach (var books in state.Assets)
        {
            var own = _done.GetValueOrDefault(books.Asset.Id);
            if ((own.In, own.Out) != (books.Deposited, books.Withdrawn))
                throw new Violation($"{books.Asset.Code}: the bank paid {own.In} in and {own.Out} out; by the exchange {books.Deposited} and {books.Withdrawn}");
        }
    }

    // What the exchange refused once it may do later, under a new reference. Some of what is there, now and then more than there is.
    private static Money Part(SimulatedNode node, OwnerId owner, AssetId asset, Dice dice)
    {
        var available = node.Views.Accounts.Find(owner)?.Balances.FirstOrDefault(balance => balance.Asset == asset) is { } balance ? balance.Total.Units - balance.Reserved.Units : 0;
        return new Money(available <= 0 || dice.Percent(10) ? available + dice.Between(1, 1_000) : dice.Between(1, available));
    }

    private string Send(SimulatedNode node, in Command command)
    {
        var asked = command;
        var copy = _unknown.GetValueOrDefault(command.Text).Copies + 1;
        _unknown[command.Text] = (command, copy);
        var sent = command;
        world.Parts.Admit(ref sent);
        world.Submit(node, in sent, new SimulatedCommand(null) { Then = done => Hear(done, asked, copy) });
        return world.Trace is null ? "" : Words.Of(in command);
    }

    private void Hear(SimulatedCommand done, Command asked, int copy)
    {
        if (done.Outcome == CommandOutcome.Unknown || !_unknown.TryGetValue(asked.Text, out var known))
            return;
        ref readonly var first = ref done.First;
        if (first.Kind == EventKind.CommandRejected && copy < known.Copies)
            return;
        _unknown.Remove(asked.Text);
        if (first.Kind == EventKind.CommandRejected)
            return;
        if (first.Amount != asked.Amount || first.Asset != asked.Asset || first.Owner != asked.Owner)
            throw new Violation($"movement {asked.Text} of {asked.Amount} was answered with {first.Kind} of {first.Amount}");
        Done++;
        var (came, went) = _done.GetValueOrDefault(asked.Asset);
        _done[asked.Asset] = asked.Kind switch
        {
            CommandKind.Deposit => (came + asked.Amount.Units, went),
            CommandKind.Withdraw => (came, went + asked.Amount.Units),
            _ => (came, went),
        };
    }
}
