//! Spector's `special-words`: names that are keywords somewhere.

use client::Client;
use client::types::*;

/// A type of each name, as a body.
macro_rules! models {
    ($client:ident, $($word:literal $function:ident $type:ident;)*) => {
        $(spector::succeeds(concat!("SpecialWords_Models_", $word), $client.$function(&$type::new("ok"))).await;)*
    };
}

/// An operation of each name.
macro_rules! operations {
    ($client:ident, $($word:literal $function:ident;)*) => {
        $(spector::succeeds(concat!("SpecialWords_Operations_", $word), $client.$function()).await;)*
    };
}

/// A query parameter of each name.
macro_rules! parameters {
    ($client:ident, $($word:literal $function:ident;)*) => {
        $(spector::succeeds(concat!("SpecialWords_Parameters_", $word), $client.$function("ok")).await;)*
    };
}

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "SpecialWords_ModelProperties_";
    let ok = String::from("ok");
    let same = ModelPropertiesSameAsModel::new(ok.clone());
    spector::succeeds(&format!("{p}sameAsModel"), client.model_properties_same_as_model(&same)).await;
    let dict = ModelPropertiesDictMethods::new("ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok");
    spector::succeeds(&format!("{p}dictMethods"), client.model_properties_dict_methods(&dict)).await;
    let list = ModelPropertiesModelWithList::new(ok);
    spector::succeeds(&format!("{p}withList"), client.model_properties_with_list(&list)).await;
    models! { client,
        "and" models_with_and ModelsAnd;
        "as" models_with_as ModelsAs;
        "assert" models_with_assert ModelsAssert;
        "async" models_with_async ModelsAsync;
        "await" models_with_await ModelsAwait;
        "break" models_with_break ModelsBreak;
        "class" models_with_class ModelsClass;
        "constructor" models_with_constructor ModelsConstructor;
        "continue" models_with_continue ModelsContinue;
        "def" models_with_def ModelsDef;
        "del" models_with_del ModelsDel;
        "elif" models_with_elif ModelsElif;
        "else" models_with_else ModelsElse;
        "except" models_with_except ModelsExcept;
        "exec" models_with_exec ModelsExec;
        "finally" models_with_finally ModelsFinally;
        "for" models_with_for ModelsFor;
        "from" models_with_from ModelsFrom;
        "global" models_with_global ModelsGlobal;
        "if" models_with_if ModelsIf;
        "import" models_with_import ModelsImport;
        "in" models_with_in ModelsIn;
        "is" models_with_is ModelsIs;
        "lambda" models_with_lambda ModelsLambda;
        "not" models_with_not ModelsNot;
        "or" models_with_or ModelsOr;
        "pass" models_with_pass ModelsPass;
        "raise" models_with_raise ModelsRaise;
        "return" models_with_return ModelsReturn;
        "try" models_with_try ModelsTry;
        "while" models_with_while ModelsWhile;
        "with" models_with_with ModelsWith;
        "yield" models_with_yield ModelsYield;
    }
    operations! { client,
        "and" operations_and;
        "as" operations_as;
        "assert" operations_assert;
        "async" operations_async;
        "await" operations_await;
        "break" operations_break;
        "class" operations_class;
        "constructor" operations_constructor;
        "continue" operations_continue;
        "def" operations_def;
        "del" operations_del;
        "elif" operations_elif;
        "else" operations_else;
        "except" operations_except;
        "exec" operations_exec;
        "finally" operations_finally;
        "for" operations_for;
        "from" operations_from;
        "global" operations_global;
        "if" operations_if;
        "import" operations_import;
        "in" operations_in;
        "is" operations_is;
        "lambda" operations_lambda;
        "not" operations_not;
        "or" operations_or;
        "pass" operations_pass;
        "raise" operations_raise;
        "return" operations_return;
        "try" operations_try;
        "while" operations_while;
        "with" operations_with;
        "yield" operations_yield;
    }
    parameters! { client,
        "and" parameters_with_and;
        "as" parameters_with_as;
        "assert" parameters_with_assert;
        "async" parameters_with_async;
        "await" parameters_with_await;
        "break" parameters_with_break;
        "cancellationToken" parameters_with_cancellation_token;
        "class" parameters_with_class;
        "constructor" parameters_with_constructor;
        "continue" parameters_with_continue;
        "def" parameters_with_def;
        "del" parameters_with_del;
        "elif" parameters_with_elif;
        "else" parameters_with_else;
        "except" parameters_with_except;
        "exec" parameters_with_exec;
        "finally" parameters_with_finally;
        "for" parameters_with_for;
        "from" parameters_with_from;
        "global" parameters_with_global;
        "if" parameters_with_if;
        "import" parameters_with_import;
        "in" parameters_with_in;
        "is" parameters_with_is;
        "lambda" parameters_with_lambda;
        "not" parameters_with_not;
        "or" parameters_with_or;
        "pass" parameters_with_pass;
        "raise" parameters_with_raise;
        "return" parameters_with_return;
        "try" parameters_with_try;
        "while" parameters_with_while;
        "with" parameters_with_with;
        "yield" parameters_with_yield;
    }
    let body = client::types::ReservedOperationBodyParamsWithItemsBody::new(vec!["item".to_owned()]);
    let call = client.reserved_operation_body_params_with_items(&body);
    spector::succeeds("SpecialWords_ReservedOperationBodyParams_withItems", call).await;
    let value = client::types::ExtensibleStringsExtensibleString::Class;
    let call = client.extensible_strings_put_extensible_string_value(&value);
    spector::gives("SpecialWords_ExtensibleStrings_putExtensibleStringValue", call, value.clone()).await;
    Ok(())
}
