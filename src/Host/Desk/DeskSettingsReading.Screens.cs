using System.Net;
using Rialto.Host.Config;
using Rialto.Host.Desk.Door;
using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>The keys of the desk's door.</summary>
internal static partial class DeskSettingsReading
{
    private static DoorSettings? Door(SettingsReader reader)
    {
        var address = reader.Address("Door:Address", IPAddress.Loopback);
        var port = reader.Text("Door:Port", "off");
        var operators = reader.Children("Door:Operators").Select(name => new DoorOperator(name, TokenOf(reader, name))).ToArray();
        foreach (var one in operators)
        {
            if (one.Name.Length > DoorOperator.NameLengthMax || !Text36.TryCreate(one.Name, out _))
                reader.Refuse($"Door:Operators:{one.Name}", $"names an operator: at most {DoorOperator.NameLengthMax} plain characters");
            if (one.Token.Length < DoorOperator.TokenLengthMin)
                reader.Refuse($"Door:Operators:{one.Name}", $"must be a token of at least {DoorOperator.TokenLengthMin} characters, or env for the variable RIALTO_DOOR_{one.Name.ToUpperInvariant()} that holds one");
        }

        if (operators.DistinctBy(one => one.Token).Count() != operators.Length)
            reader.Refuse("Door:Operators", "gives one token to two operators");
        if (port == "off")
            return null;
        if (!int.TryParse(port, out var number) || number is < 0 or > 65_535)
            reader.Refuse("Door:Port", $"must be off, or a port from 0 (a free one) to 65535, not '{port}'");
        if (!IPAddress.IsLoopback(address) && operators.Length == 0)
            reader.Refuse("Door:Address", $"is {address}: a door that others reach needs operators with tokens, Door:Operators:NAME");
        return new DoorSettings(address, number, [.. operators]);
    }

    // A token need not stand in a file: env takes it from RIALTO_DOOR_NAME.
    private static string TokenOf(SettingsReader reader, string name) => reader.OptionalSecret($"Door:Operators:{name}") switch
    {
        "env" => Environment.GetEnvironmentVariable($"RIALTO_DOOR_{name.ToUpperInvariant()}") ?? "",
        var given => given ?? "",
    };
}
