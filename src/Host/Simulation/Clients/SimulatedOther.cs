namespace Rialto.Host.Simulation.Clients;

/// <summary>Somebody besides clients and bank who sends commands.</summary>
/// <param name="Percent">How often of a hundred times the step is his.</param>
/// <param name="Who">In words.</param>
/// <param name="Ask">Sends something, and says in words what; null where it is nothing.</param>
internal readonly record struct SimulatedOther(int Percent, string Who, Func<SimulatedNode, Dice, string?> Ask)
{
    /// <summary>Who there is in a world, in the order in which they are asked.</summary>
    public static IEnumerable<SimulatedOther> Of(SimulatedWorld world)
    {
        if (world.Setting.Contract is not null)
            yield return new(15, "the desk", new SimulatedDesk(world).Ask);
        if (world.Setting.HasOffice)
            yield return new(6, "the office", new SimulatedOffice(world).Ask);
        if (world.Setting.HasBaskets)
            yield return new(4, "a customer", new SimulatedBaskets(world).Ask);
        if (world.Setting.AsksWho)
            yield return new(4, "whoever looks at customers", new SimulatedVerification(world).Ask);
    }
}
