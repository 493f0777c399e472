using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>Contracts on the page: a fill becomes a position, each mark moves it, and its owner is called before being liquidated.</summary>
public sealed class PositionsTests(Browser browser) : IClassFixture<Browser>
{
    private const string Configuration = """
        {
          "Assets": [ { "Code": "USD", "Scale": 2 } ],
          "Instruments": [ {
            "Symbol": "GOLD-PERP", "PriceScale": 2, "QuantityScale": 0, "Tick": "0.01", "Lot": "1", "MinQuantity": "1", "MaxQuantity": "1000",
            "Contract": { "Asset": "USD", "InitialPpm": 100000, "MaintenancePpm": 50000, "CollarPpm": 200000, "LiquidationFeePpm": 5000 }
          } ],
          "Accounts": [
            { "User": "carol", "Rights": "trade,deposit,withdraw,transfer,margin", "Opening": { "USD": "1000" } },
            { "User": "dan", "Rights": "trade,deposit,withdraw,transfer,margin", "Opening": { "USD": "5000" } }
          ]
        }
        """;

    [Fact]
    public async Task A_fill_becomes_a_position_that_marks_move_until_a_margin_call_and_liquidation()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rialto.json"), Configuration, TestContext.Current.CancellationToken);
        await using var exchange = await RunningExchange.StartAsync(folder.File("data"), "--config", folder.File("rialto.json"));
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync("carol", "trader");
        using var dan = await exchange.ClientOfAsync("dan", "trader");
        await MarkAsync(exchange, "2000.00");
        await screen.Tab("Positions").ClickAsync();
        await Expect(screen.Own).ToContainTextAsync("No open positions.");

        await OrderAsync(dan, "sell", "2000.00", 5);
        await screen.EnterAsync("Buy", "Limit", ("Price", "2000.00"), ("Quantity", "4"));
        await screen.SaysAsync("filled at 2000.00.");
        var position = screen.Own.Locator("tr[data-position='GOLD-PERP']");
        var margin = screen.Own.Locator("tr[data-margin='USD']");
        await Expect(position.Locator("td").First).ToHaveTextAsync("4");
        await Expect(position).ToContainTextAsync("2,000.000000");
        await Expect(margin).ToContainTextAsync("1,000.00");
        await Expect(margin).ToContainTextAsync("fine");

        await MarkAsync(exchange, "1950.00");
        await Expect(position).ToContainTextAsync("1,950.00");
        await Expect(position).ToContainTextAsync("-200.00");
        await Expect(margin).ToContainTextAsync("800.00");

        // What rests in the book is beside what is held.
        await screen.EnterAsync("Sell", "Limit", ("Price", "2100.00"), ("Quantity", "1"));
        await Expect(position.Locator("td").First).ToHaveTextAsync("4 +0 −1");
        await screen.Tab("Orders").ClickAsync();
        await screen.Page.GetByText("Cancel", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await screen.Tab("Positions").ClickAsync();
        await Expect(position.Locator("td").First).ToHaveTextAsync("4");

        await MarkAsync(exchange, "1850.00");
        await screen.SaysAsync("Margin call: the USD positions have equity of 400.00 USD, and maintenance takes 370.00.");
        await Expect(screen.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Pay in or reduce");
        await Expect(margin).ToContainTextAsync("margin call");

        await OrderAsync(dan, "buy", "1790.00", 4);
        await MarkAsync(exchange, "1800.00");
        await screen.SaysAsync("Liquidation: equity of the USD positions is 200.00 USD");
        await Expect(screen.Own.GetByRole(AriaRole.Table, new LocatorGetByRoleOptions { Name = "History of margin" })).ToContainTextAsync("liquidation started");
        await Expect(position.Locator("td").First).ToHaveTextAsync("3");

        // Paid in, all is well again.
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/users/carol/deposit", """{"asset":"USD","amount":"5000","reference":"rescue"}""")).Status);
        await Expect(margin).ToContainTextAsync("fine");
        await Expect(screen.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Leverage_and_the_money_of_an_isolated_position_are_set_where_the_position_is()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rialto.json"), Configuration, TestContext.Current.CancellationToken);
        await using var exchange = await RunningExchange.StartAsync(folder.File("data"), "--config", folder.File("rialto.json"));
        await MarkAsync(exchange, "2000.00");
        using var dan = await exchange.ClientOfAsync("dan", "trader");
        using var carol = await exchange.ClientOfAsync("carol", "trader");
        Assert.Equal(200, (int)(await carol.SignedAsync(HttpMethod.Put, "/api/v1/users/me/leverage", """{"symbol":"GOLD-PERP","mode":"isolated"}"""u8.ToArray(), CancellationToken.None)).Status);
        Assert.Equal(200, (int)(await carol.SignedAsync(HttpMethod.Post, "/api/v1/users/me/isolated-margin", """{"symbol":"GOLD-PERP","amount":"500.00"}"""u8.ToArray(), CancellationToken.None)).Status);
        await OrderAsync(dan, "sell", "2000.00", 2);
        await OrderAsync(carol, "buy", "2000.00", 2);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync("carol", "trader");
        await screen.Tab("Positions").ClickAsync();
        var position = screen.Own.Locator("tr[data-position='GOLD-PERP']");
        await Expect(position).ToContainTextAsync("isolated");
        await screen.Button("Margin of GOLD-PERP").ClickAsync();
        await screen.Field("Amount to move").FillAsync("100.00");
        await screen.Button("Move USD").ClickAsync();
        await screen.SaysAsync("100.00 USD moved to GOLD-PERP.");
        await Expect(screen.Own.Locator("tr[data-margin='GOLD-PERP']")).ToContainTextAsync("600.00");
        await screen.Button("Margin of GOLD-PERP").ClickAsync();
        await screen.Field("Leverage").FillAsync("8");
        await screen.Button("Set").ClickAsync();
        await screen.SaysAsync("GOLD-PERP is isolated, leverage up to 8.");
        await Expect(position).ToContainTextAsync("up to 8×");

        // A narrow screen has it all, and nothing to scroll sideways; the keyboard gets to it.
        await screen.Page.SetViewportSizeAsync(390, 844);
        await screen.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" }).GetByText("Mine").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await screen.Button("Margin of GOLD-PERP").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Field("Amount to move")).ToBeVisibleAsync();
        await screen.FitsAsync("Positions");
        await screen.ScrollsNowhereAsync(".own-panel");
    }

    private static async Task MarkAsync(RunningExchange exchange, string price) =>
        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Put, "/api/v1/instruments/GOLD-PERP/mark", $$"""{"price":"{{price}}"}""")).Status);

    private static async Task OrderAsync(RestClient client, string side, string price, int quantity)
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"symbol":"GOLD-PERP","side":"{{side}}","price":"{{price}}","quantity":"{{quantity}}"}""");
        Assert.Equal(201, (int)(await client.SignedAsync(HttpMethod.Post, "/api/v1/orders", body, CancellationToken.None)).Status);
    }
}
